import { Injectable } from '@nestjs/common';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { HermesHome } from '../hermes-home.ts';
import { allowlistFile, withApproval } from './hook-approvals.ts';
import { commandIdOf, lookAtScript } from './hook-command.ts';
import { changedHooks } from './hook-edit-text.ts';
import { maskOf } from './hook-masks.ts';
import type { HookChange, HookConsent, HookPreview } from './hooks.contract.ts';
import { HookChanged, HookRefused } from './hooks.errors.ts';
import { ShellHooksReader } from './shell-hooks-reader.ts';

/** Changes shell hooks in `config.yaml`, and consents to them as Hermes does. */
@Injectable()
export class HookEdits {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
    private readonly reader: ShellHooksReader,
    private readonly secrets: KnownSecrets,
  ) {}

  /** What a change would make of `config.yaml`, with secrets masked. Throws as the editor does. */
  async preview(profile: string, change: HookChange): Promise<HookPreview> {
    await this.home.requireProfile(profile);
    const { before, after, version } = await this.editor.preview(configOf(profile), {
      change: (text) => changedHooks(text, change),
    });
    const mask = await maskOf(this.secrets, profile, before ?? '', after);
    return {
      before: mask(before ?? ''),
      after: mask(after),
      version,
      isChanged: after !== (before ?? ''),
    };
  }

  /** Throws as the editor does. */
  async change(profile: string, change: HookChange, ifMatch: string): Promise<TextSaved> {
    await this.home.requireProfile(profile);
    const { version } = await this.editor.edit(configOf(profile), {
      ifMatch,
      change: (text) => changedHooks(text, change),
      changes: await this.described(profile, change),
    });
    return { version };
  }

  /**
   * Records consent for a command at an event, if it and its script still are what was shown. Throws
   * {@link HookChanged}, {@link HookRefused}, and as the editor does.
   */
  async consent(profile: string, wanted: HookConsent, ifMatch: string): Promise<TextSaved> {
    const { hooks } = await this.reader.read(profile);
    const hook = hooks.find(
      ({ shown }) => shown.event === wanted.event && shown.index === wanted.index,
    );
    const { command } = hook ?? {};
    if (hook === undefined || command === undefined || commandIdOf(command) !== wanted.commandId)
      throw new HookChanged();
    const { event, standing } = hook.shown;
    if (standing === 'ignored')
      throw new HookRefused('Hermes ignores this entry. Repair it first.');
    if (standing === 'unknown')
      throw new HookRefused('What Hermes would run cannot be told, so nobody can consent to it.');
    const { modifiedAt } = await lookAtScript(command, this.home.rootOf('hermes'), null);
    if (modifiedAt !== wanted.scriptModifiedAt) throw new HookChanged();
    // With microseconds, as Hermes writes it.
    const approvedAt = new Date().toISOString().replace('Z', '000Z');
    const approval = { event, command, approvedAt, scriptMtime: modifiedAt };
    const { version } = await this.editor.edit(
      { profile, path: allowlistFile, format: 'json' },
      {
        ifMatch,
        change: (text) => withApproval(text, approval),
        changes: [{ field: `consent.${event}`, after: hook.shown.command }],
      },
    );
    return { version };
  }

  private async described(profile: string, change: HookChange): Promise<FieldChange[]> {
    const { hooks, configText } = await this.reader.read(profile);
    const command = change.kind === 'remove' ? undefined : change.hook.command;
    const mask = await maskOf(this.secrets, profile, configText, `command: ${command ?? ''}`);
    const place = change.kind === 'add' ? undefined : change;
    const old = hooks.find(
      ({ shown }) => shown.event === place?.event && shown.index === place.index,
    )?.shown;
    const now =
      change.kind === 'remove'
        ? undefined
        : {
            ...change.hook,
            command: change.hook.command === undefined ? old?.command : mask(change.hook.command),
          };
    const before = old && {
      event: old.event,
      command: old.command,
      matcher: old.matcher,
      timeoutSeconds: old.isTimeoutGiven ? old.timeoutSeconds : null,
    };
    return [{ field: 'hooks', ...(before && { before }), ...(now && { after: now }) }];
  }
}

function configOf(profile: string): EditedFile {
  return { profile, path: 'config.yaml', format: 'yaml' };
}
