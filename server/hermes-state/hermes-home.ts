import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { readConfined } from './read-confined.ts';
import type { StateFile } from './state-file.ts';

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

  /** Where a profile's files lie below the Hermes root; nothing for a name that is none. */
  profilePath(profile: string): string | undefined {
    if (profile === 'default') return '.';
    return profileName.test(profile) ? join('profiles', profile) : undefined;
  }

  /** `default` and every folder below `profiles`. */
  async profiles(): Promise<string[]> {
    const entries = await readdir(join(this.roots.hermes, 'profiles'), {
      withFileTypes: true,
    }).catch(() => []);
    const names = entries
      .filter((entry) => entry.isDirectory() && profileName.test(entry.name))
      .map((entry) => entry.name);
    return ['default', ...names.sort()];
  }

  readText(root: StateRoot, path: string, maxBytes?: number): Promise<StateFile<string>> {
    return readConfined(this.roots[root], path, maxBytes);
  }

  /** A JSON object; an empty file counts as an empty one. */
  async readJson(root: StateRoot, path: string): Promise<StateFile<Record<string, unknown>>> {
    const file = await this.readText(root, path);
    if (file.status !== 'present') return file;
    if (file.value.trim() === '') return { status: 'present', value: {} };
    try {
      const value: unknown = JSON.parse(file.value, withoutPrototypeKeys);
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? { status: 'present', value: value as Record<string, unknown> }
        : { status: 'unreadable', reason: 'unexpected_shape' };
    } catch {
      // Half-written or damaged.
      return { status: 'unreadable', reason: 'not_json' };
    }
  }
}

/** Names that reach an object's prototype when they are copied are left out. */
function withoutPrototypeKeys(name: string, value: unknown): unknown {
  return ['__proto__', 'constructor', 'prototype'].includes(name) ? undefined : value;
}
