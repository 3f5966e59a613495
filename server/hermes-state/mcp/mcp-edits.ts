import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { reasonOf } from '../../database/database.ts';
import { versionOf } from '../files/file-version.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import { HermesHome } from '../hermes-home.ts';
import { changedServers, eventChanges, serversIn } from './changed-servers.ts';
import { importedServers } from './import-servers.ts';
import { maskedServers } from './masked-servers.ts';
import { McpTestResults } from './mcp-test-results.ts';
import type { ImportCheck, McpChange, McpPreview, McpSaved } from './mcp.contract.ts';
import { tokenFilesOf, tokenFolder, tokenStem } from './token-files.ts';

/**
 * Changes to `mcp_servers`. All are edits of `config.yaml`, also where Hermes has a verb: that one writes the file anew
 * without its comments, takes the end of its input for yes, and does not say when it failed.
 */
@Injectable()
export class McpEdits {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
    private readonly results: McpTestResults,
  ) {}

  /** What a change would make of the file; nothing is written. Throws as {@link save} does. */
  async preview(profile: string, change: McpChange): Promise<McpPreview> {
    await this.home.requireProfile(profile);
    const { before, after, version } = await this.editor.preview(fileOf(profile), {
      change: (text) => changedServers(text, change),
    });
    return {
      file: this.home.pathIn(profile, 'config.yaml'),
      before: maskedServers(before ?? ''),
      after: maskedServers(after),
      version,
      notes: await this.notesOf(profile, change, before ?? ''),
    };
  }

  /** Throws `McpRefused`, `MaskUnknown`, `YamlNotPatchable` and as {@link HermesFileEditor.edit} does. */
  async save(profile: string, change: McpChange, ifMatch: string): Promise<McpSaved> {
    await this.home.requireProfile(profile);
    let tokens: string[] = [];
    const { before, version } = await this.editor.edit(fileOf(profile), {
      ifMatch,
      change: (text) => changedServers(text, change),
      changes: eventChanges(change),
    });
    if (change.kind === 'remove') tokens = await this.tokensOf(profile, change.name, before ?? '');
    const leftBehind = await this.deleteTokens(profile, tokens);
    if (change.kind === 'remove') await this.forget(profile, change.name);
    const id = this.home.pathIn(profile, 'config.yaml');
    const deleted = tokens.filter((file) => !leftBehind.some((left) => left.startsWith(file)));
    describeCall({
      target: { kind: 'hermes_mcp_server', id, name: nameOf(change) },
      changes: [
        ...eventChanges(change),
        ...deleted.map((file) => ({ field: file, before: 'present' })),
      ],
    });
    return { version, leftBehind };
  }

  /** What a text would add or replace. Throws `McpRefused`. */
  async check(profile: string, text: string): Promise<ImportCheck> {
    await this.home.requireProfile(profile);
    const { before } = await this.editor.preview(fileOf(profile), { change: (now) => now ?? '' });
    const items = importedServers(text, serversIn(before ?? '')).map(({ shown }) => shown);
    return { items };
  }

  private async notesOf(profile: string, change: McpChange, before: string): Promise<string[]> {
    if (change.kind === 'duplicate')
      return [
        `Its variables and headers are copied along. A login is not: ${change.as} has to sign in by itself.`,
      ];
    if (change.kind !== 'remove') return [];
    const tokens = await this.tokensOf(profile, change.name, before);
    return tokens.length === 0
      ? ['It has no tokens on disk.']
      : [
          `These are deleted with it: ${tokens.join(', ')}. Like every file this console changes, they are kept in its history of files.`,
        ];
  }

  /** Paths below the profile's home; none when another server's tokens go by the same name. */
  private async tokensOf(profile: string, name: string, text: string): Promise<string[]> {
    const others = Object.keys(serversIn(text)).filter((other) => other !== name);
    if (others.some((other) => tokenStem(other) === tokenStem(name))) return [];
    const folder = await this.home.list('hermes', this.home.pathIn(profile, tokenFolder));
    return tokenFilesOf(name, folder).map((file) => `${tokenFolder}/${file}`);
  }

  /** Answers those that are still there, with the reason. The server is removed already: nothing is thrown. */
  private async deleteTokens(profile: string, paths: readonly string[]): Promise<string[]> {
    const left: string[] = [];
    for (const path of paths)
      try {
        const found = await this.home.readText('hermes', this.home.pathIn(profile, path));
        const text = found.status === 'present' ? found.value : undefined;
        await this.editor.remove({ profile, path }, versionOf(text));
      } catch (error) {
        left.push(`${path}: ${reasonOf(error)}`);
      }
    return left;
  }

  private async forget(profile: string, name: string): Promise<void> {
    // What is left of it in the database shows nowhere.
    await this.results.forget(profile, name).catch(() => undefined);
  }
}

function fileOf(profile: string): EditedFile {
  return { profile, path: 'config.yaml', format: 'yaml' };
}

function nameOf(change: McpChange): string {
  if (change.kind === 'import') return change.names.join(', ');
  return change.kind === 'duplicate' ? change.as : change.name;
}
