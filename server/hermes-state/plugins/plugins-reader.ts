import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { parseEnv } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { HermesHome } from '../hermes-home.ts';
import { readConfined } from '../read-confined.ts';
import { inBatches } from '../skills/skill-walk.ts';
import { sourceOf, type FolderEntry, type StateFile } from '../state-file.ts';
import { findBundledPlugins } from './bundled-plugins.ts';
import { PluginChanges } from './plugin-changes.ts';
import { readGit } from './plugin-git.ts';
import { readManifest, type ReadManifest } from './plugin-manifest.ts';
import {
  loadsBecause,
  readPluginSettings,
  stateOf,
  type PluginSettings,
} from './plugin-settings.ts';
import { walkPlugins, type FoundPlugin } from './plugin-walk.ts';
import type { Plugin, Plugins } from './plugins.contract.ts';

const mostCached = 5000;
const mostProgram = 262_144;

interface Place {
  readonly root: string;
  readonly isBundled: boolean;
}
type Located = FoundPlugin & Place;

interface Knowledge {
  readonly settings: PluginSettings;
  /** Names of variables with a value; `null` when `.env` could not be read. */
  readonly variables: ReadonlySet<string> | null;
  readonly mask: (text: string) => string;
}

/** The plugins of a profile, as `hermes plugins list` tells them, and more. Reads files only. */
@Injectable()
export class PluginsReader {
  /** By path, size and time: what was found out about a file that has not changed. */
  private readonly manifests = new Map<string, ReadManifest>();
  private readonly programs = new Map<string, string | undefined>();

  constructor(
    private readonly home: HermesHome,
    private readonly command: HermesCommand,
    private readonly secrets: KnownSecrets,
    private readonly changes: PluginChanges,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Plugins> {
    await this.home.requireProfile(profile);
    const at = (path: string) => this.home.pathIn(profile, path);
    const [config, env, mask, bundledFolder] = await Promise.all([
      this.home.readYaml('hermes', at('config.yaml')),
      this.home.readText('hermes', at('.env')),
      this.secrets.maskFor(profile),
      findBundledPlugins(this.command.file),
    ]);
    const isBroken = config.status === 'present' && config.value.isBroken;
    const state: StateFile<unknown> = isBroken
      ? { status: 'unreadable', reason: 'not_yaml' }
      : config;
    const text = config.status === 'present' ? config.value.text : undefined;
    const settings = readPluginSettings(config.status === 'present' ? config.value.value : {});
    const knowledge = { settings, variables: variablesIn(env), mask };
    const { found, problems, isCut } = await this.find(at('plugins'), bundledFolder);
    const own = new Set(found.filter(({ isBundled }) => !isBundled).map(({ key }) => key));
    const bundled = new Set(found.filter(({ isBundled }) => isBundled).map(({ key }) => key));
    const plugins = await inBatches(
      found.filter(({ key, isBundled }) => !isBundled || !own.has(key)),
      (each) => this.describe(each, knowledge, !each.isBundled && bundled.has(each.key)),
    );
    return {
      profile,
      sources: [sourceOf(at('config.yaml'), state), sourceOf(at('.env'), env)],
      configVersion: state.status === 'unreadable' ? null : versionOf(text),
      settingsProblem: settings.problem,
      lists: { enabled: [...settings.enabled], disabled: [...settings.disabled] },
      plugins,
      problems: [...problems],
      isCut,
      bundledFolder: bundledFolder ?? null,
      unknown: unknownIn(settings, plugins),
      restart: await this.changes.pending(profile, plugins),
      unavailableReason: this.command.unavailableReason,
    };
  }

  /** A plugin and where its files lie. Throws `NotFound`. */
  async locate(
    profile: string,
    key: string,
  ): Promise<{ readonly plugin: Plugin; readonly root: string; readonly folder: string }> {
    const { plugins, bundledFolder } = await this.read(profile);
    const plugin = plugins.find((each) => each.key === key);
    if (plugin === undefined) throw new NotFound(`The plugin ${key}`);
    if (plugin.origin === 'bundled') return { plugin, root: bundledFolder!, folder: key };
    return { plugin, root: this.home.rootOf('hermes'), folder: plugin.folder };
  }

  private async find(own: string, bundledFolder: string | undefined) {
    const root = this.home.rootOf('hermes');
    const [mine, bundled] = await Promise.all([
      walkPlugins(root, own),
      bundledFolder === undefined ? undefined : walkPlugins(bundledFolder, '.', true),
    ]);
    const located = (plugins: readonly FoundPlugin[], place: Place): Located[] =>
      plugins.map((plugin) => ({ ...plugin, ...place }));
    return {
      found: [
        ...located(mine.plugins, { root, isBundled: false }),
        ...located(bundled?.plugins ?? [], { root: bundledFolder ?? '', isBundled: true }),
      ],
      problems: [
        ...mine.problems,
        ...(bundled?.problems ?? []).map(({ file, reason }) => ({
          file: join(bundledFolder!, file),
          reason,
        })),
      ],
      isCut: mine.isCut || bundled?.isCut === true,
    };
  }

  private async describe(
    found: Located,
    { settings, variables, mask }: Knowledge,
    replacesBundled: boolean,
  ): Promise<Plugin> {
    const { key, root, folder, isBundled, manifest: file, entries } = found;
    const { manifest, problems } = await this.manifestOf(found);
    const hasGit = !isBundled && entries.some(({ name }) => name === '.git');
    const git = hasGit ? await readGit(root, folder) : null;
    const programProblem = isBundled ? undefined : await this.programProblem(found);
    const origin = isBundled ? 'bundled' : hasGit ? 'git' : 'user';
    const state = stateOf(settings, [key, manifest.name]);
    return {
      ...manifest,
      description: mask(manifest.description),
      variables: manifest.variables.map((variable) => ({
        ...variable,
        description: variable.description === null ? null : mask(variable.description),
        isSet: variables === null ? null : variables.has(variable.name),
      })),
      key,
      origin,
      folder: isBundled ? join(root, folder) : folder,
      manifestFile: file.name,
      state,
      loadsBecause: loadsBecause({ ...manifest, key }, origin, state, settings),
      mayOverrideTools: isBundled || settings.granted.has(key),
      git,
      replacesBundled,
      problems: [...problems.map(mask), ...(programProblem === undefined ? [] : [programProblem])],
      changedAt: newest(entries.filter(({ name }) => name === file.name || name.endsWith('.py'))),
    };
  }

  private async manifestOf({ root, folder, key, manifest }: Located): Promise<ReadManifest> {
    const { name, bytes, modifiedAt } = manifest;
    const path = `${folder}/${name}`;
    return remembered(this.manifests, `${root}/${path} ${bytes} ${modifiedAt}`, async () =>
      readManifest(name, await readConfined(root, path), key.split('/').at(-1)!),
    );
  }

  /** Hermes calls `register(ctx)` of the folder's package (`__init__.py`). */
  private async programProblem({ root, folder, entries }: Located): Promise<string | undefined> {
    const program = entries.find(({ name }) => name === '__init__.py');
    if (program === undefined) return 'There is no __init__.py: Hermes has nothing to load.';
    const path = `${folder}/__init__.py`;
    const key = `${root}/${path} ${program.bytes} ${program.modifiedAt}`;
    return remembered(this.programs, key, async () => {
      const text = await readConfined(root, path, mostProgram);
      // A larger one may name it anywhere.
      if (text.status === 'unreadable' && text.reason !== 'too_large')
        return `__init__.py cannot be read: ${text.reason.replaceAll('_', ' ')}.`;
      return text.status === 'present' && !/\bregister\b/.test(text.value)
        ? '__init__.py does not name register(ctx), which Hermes calls: it will not load.'
        : undefined;
    });
  }
}

function variablesIn(env: StateFile<string>): ReadonlySet<string> | null {
  if (env.status === 'unreadable') return null;
  const { values } = parseEnv(env.status === 'present' ? env.value : '');
  return new Set([...values].flatMap(([name, value]) => (value === '' ? [] : [name])));
}

function unknownIn(settings: PluginSettings, plugins: readonly Plugin[]): Plugins['unknown'] {
  const known = new Set(plugins.flatMap(({ key, name }) => [key, name]));
  return (['enabled', 'disabled'] as const).flatMap((state) =>
    settings[state].filter((name) => !known.has(name)).map((name) => ({ name, state })),
  );
}

function newest(files: readonly FolderEntry[]): string | null {
  const times = files.filter(({ kind }) => kind === 'file').map(({ modifiedAt }) => modifiedAt);
  return times.sort().at(-1) ?? null;
}

/** The oldest leave. */
async function remembered<T>(
  cache: Map<string, T>,
  key: string,
  find: () => Promise<T>,
): Promise<T> {
  const value = cache.has(key) ? cache.get(key)! : await find();
  cache.delete(key);
  cache.set(key, value);
  if (cache.size > mostCached) cache.delete(cache.keys().next().value!);
  return value;
}
