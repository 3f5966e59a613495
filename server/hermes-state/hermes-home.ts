import { lstat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { NotFound } from '../http/domain-error.ts';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { listConfined, openConfined, openConfinedFolder, readConfined } from './read-confined.ts';
import { recordOf } from './accounts/identity.ts';
import { parseYaml, type YamlProblem } from './files/yaml-text.ts';
import { mapState, type FileFacts, type FolderList, type StateFile } from './state-file.ts';

/** Folders that belong to Hermes and its siblings. */
export type StateRoot = 'hermes' | 'codex' | 'claude' | 'claude-parent' | 'gemini' | 'qwen';

const profileName = /^[a-zA-Z0-9][\w.-]{0,63}$/;

/**
 * The only way to somebody else's state: knows the roots, confines every path, never writes. The shared root is the
 * grandparent when the home is a profile's (`<root>/profiles/<id>`).
 */
@Injectable()
export class HermesHome {
  private readonly roots: Readonly<Record<StateRoot, string>>;

  constructor(@Inject(SETTINGS) settings: Settings) {
    const { hermesHome, codexHome, claudeConfigDir, geminiHome } = settings;
    const parent = dirname(hermesHome);
    this.roots = {
      hermes: basename(parent) === 'profiles' ? dirname(parent) : hermesHome,
      codex: codexHome,
      claude: claudeConfigDir,
      // `.claude.json` lies beside the usual folder, not in it.
      'claude-parent': dirname(claudeConfigDir),
      gemini: geminiHome,
      qwen: join(dirname(codexHome), '.qwen'),
    };
  }

  rootOf(root: StateRoot): string {
    return this.roots[root];
  }

  /**
   * Where a profile's files lie below the Hermes root, `.` for the root's own. The folder need not be there, and may be
   * a link that readers then refuse. Throws {@link NotFound} for a name that is none.
   */
  profilePath(profile: string): string {
    if (profile === 'default') return '.';
    if (!profileName.test(profile)) throw new NotFound(`The profile ${profile}`);
    return join('profiles', profile);
  }

  /** The path of a profile's file below the Hermes root, such as `profiles/coder/config.yaml`. */
  pathIn(profile: string, path: string): string {
    return join(this.profilePath(profile), path);
  }

  /** The path of a profile's home on this machine, for the `hermes` command and for people. */
  homeOf(profile: string): string {
    return join(this.roots.hermes, this.profilePath(profile));
  }

  /** `default` and every folder below `profiles` (also links, which Hermes lists and we do not follow out). */
  async profiles(): Promise<string[]> {
    const list = await this.list('hermes', 'profiles');
    const entries = list.status === 'present' ? list.value.entries : [];
    const names = entries
      .filter(({ kind, name }) => (kind === 'folder' || kind === 'link') && profileName.test(name))
      .map(({ name }) => name);
    return ['default', ...names];
  }

  /** Throws {@link NotFound} unless the profile is `default` or one of {@link profiles}. */
  async requireProfile(profile: string): Promise<void> {
    if (profile === 'default') return;
    const found = await lstat(join(this.roots.hermes, this.profilePath(profile))).catch(
      () => undefined,
    );
    if (!found?.isDirectory() && !found?.isSymbolicLink())
      throw new NotFound(`The profile ${profile}`);
  }

  /** A regular file, opened for reading; the caller closes the handle. For what is too large to load. */
  open(
    root: StateRoot,
    path: string,
  ): Promise<StateFile<{ readonly handle: FileHandle; readonly facts: FileFacts }>> {
    return openConfined(this.roots[root], path);
  }

  /** A folder itself, `.` being the root; the caller closes the handle. */
  openFolder(
    root: StateRoot,
    path: string,
  ): Promise<StateFile<{ readonly handle: FileHandle; readonly facts: FileFacts }>> {
    return openConfinedFolder(this.roots[root], path);
  }

  /** What a folder holds, `.` being the root itself. Links are named, not followed. */
  list(root: StateRoot, path: string, mostEntries?: number): Promise<StateFile<FolderList>> {
    return listConfined(this.roots[root], path, mostEntries);
  }

  /** Size, time and mode of a regular file. */
  async facts(root: StateRoot, path: string): Promise<StateFile<FileFacts>> {
    const opened = await this.open(root, path);
    if (opened.status !== 'present') return opened;
    await opened.value.handle.close();
    return { status: 'present', value: opened.value.facts };
  }

  readText(root: StateRoot, path: string, maxBytes?: number): Promise<StateFile<string>> {
    return readConfined(this.roots[root], path, maxBytes);
  }

  /** A JSON object; an empty file counts as an empty one. */
  async readJson(
    root: StateRoot,
    path: string,
    maxBytes?: number,
  ): Promise<StateFile<Record<string, unknown>>> {
    const file = await this.readText(root, path, maxBytes);
    return file.status === 'present' ? parseJsonObject(file.value) : file;
  }

  /** A broken file is present: an editor can show and repair it. */
  async readYaml(root: StateRoot, path: string): Promise<StateFile<YamlFile>> {
    const file = await this.readText(root, path);
    return mapState(file, (text) => {
      const { value, problems, isBroken } = parseYaml(text);
      return { value: recordOf(value), problems, isBroken, text };
    });
  }
}

/** What a YAML file holds as Hermes reads it (PyYAML), and what is wrong with it. */
export interface YamlFile {
  /** An empty object when the file is empty or broken. */
  readonly value: Readonly<Record<string, unknown>>;
  readonly problems: readonly YamlProblem[];
  /** Hermes cannot load it. */
  readonly isBroken: boolean;
  readonly text: string;
}

/** The JSON object that a text holds; an empty text counts as an empty one, a byte order mark as nothing. */
export function parseJsonObject(text: string): StateFile<Record<string, unknown>> {
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') return { status: 'present', value: {} };
  try {
    const value: unknown = JSON.parse(json, withoutPrototypeKeys);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { status: 'present', value: value as Record<string, unknown> }
      : { status: 'unreadable', reason: 'unexpected_shape' };
  } catch {
    // Half-written or damaged.
    return { status: 'unreadable', reason: 'not_json' };
  }
}

/** Names that reach an object's prototype when they are copied are left out. */
function withoutPrototypeKeys(name: string, value: unknown): unknown {
  return ['__proto__', 'constructor', 'prototype'].includes(name) ? undefined : value;
}
