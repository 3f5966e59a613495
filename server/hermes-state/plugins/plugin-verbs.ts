import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { HermesCommand, type CommandResult } from '../commands/hermes-command.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { Jobs, type JobRequest, type Verdict } from '../commands/jobs.ts';
import { FileUnusable } from '../files/file.errors.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { HermesHome } from '../hermes-home.ts';
import { putWritingBack } from './config-writing.ts';
import { PluginChanges } from './plugin-changes.ts';
import type {
  EnablePlugin,
  InstallPlugin,
  NamedPlugin,
  Plugin,
  Plugins,
  RemovePlugin,
} from './plugins.contract.ts';
import { PluginNameNotTyped, PluginRefused } from './plugins.errors.ts';
import { isListedAsEnabled } from './plugin-settings.ts';
import { readSource } from './plugin-source.ts';
import { PluginsReader } from './plugins-reader.ts';

const usualMs = 60_000;
/** They fetch from the network. */
const fetchMs = 300_000;

/**
 * What `hermes plugins` does, as jobs; what the files say afterwards decides whether it worked. Each throws `NotFound`,
 * {@link PluginRefused}, `SourceUnusable` or `FileUnusable` when it cannot begin, and as {@link Jobs.start} does.
 */
@Injectable()
export class PluginVerbs {
  constructor(
    private readonly home: HermesHome,
    private readonly command: HermesCommand,
    private readonly jobs: Jobs,
    private readonly reader: PluginsReader,
    private readonly editor: HermesFileEditor,
    private readonly changes: PluginChanges,
  ) {}

  /** Says yes or no to the permission to override tools: the command would ask, and take it away when nobody answers. */
  async enable(profile: string, { key, mayOverrideTools }: EnablePlugin): Promise<Job> {
    const before = await this.changeable(profile, key);
    const isGranted = mayOverrideTools ?? (before.origin !== 'bundled' && before.mayOverrideTools);
    return this.start(profile, before, `Enable the plugin ${before.name}`, {
      args: ['plugins', 'enable', key, overrideFlag(isGranted)],
      verify: (after) => enabledVerdict(after, isGranted),
    });
  }

  async disable(profile: string, { key }: NamedPlugin): Promise<Job> {
    const before = await this.changeable(profile, key);
    return this.start(profile, before, `Disable the plugin ${before.name}`, {
      args: ['plugins', 'disable', key],
      verify: (after) => disabledVerdict(after),
    });
  }

  async update(profile: string, { key }: NamedPlugin): Promise<Job> {
    const before = find(await this.reader.read(profile), key);
    if (before.git === null)
      throw new PluginRefused('It was not installed with Git: there is nothing to fetch from.');
    return this.start(profile, before, `Update the plugin ${before.name}`, {
      args: ['plugins', 'update', key],
      timeoutMs: fetchMs,
      verify: (after) => updatedVerdict(before, after),
    });
  }

  async remove(profile: string, { key, typedName }: RemovePlugin): Promise<Job> {
    const before = find(await this.reader.read(profile), key);
    if (before.origin === 'bundled')
      throw new PluginRefused('It came with Hermes and cannot be removed. Disable it instead.');
    if (typedName.trim() !== before.name) throw new PluginNameNotTyped();
    return this.start(profile, before, `Remove the plugin ${before.name}`, {
      args: ['plugins', 'remove', key],
      verify: () => this.removedVerdict(before),
    });
  }

  /** Enables it only after what came was found to be what was reviewed. */
  async install(profile: string, request: InstallPlugin): Promise<Job> {
    const { identifier, typedName: name, commit, isEnabled, isReplaced } = request;
    readSource(identifier);
    const before = await this.reader.read(profile);
    requireChangeable(before);
    const old = installed(before, name);
    if (old !== undefined && !isReplaced)
      throw new PluginRefused(`There is a plugin ${name} already. Say that it is to be replaced.`);
    if (!isEnabled && isListedAsEnabled(before, name))
      throw new PluginRefused(
        `config.yaml lists ${name} as enabled: it would load at once. Take it out of the list first, or install it enabled.`,
      );
    return this.start(profile, old, `Install the plugin ${name}`, {
      args: ['plugins', 'install', identifier, '--no-enable', ...(isReplaced ? ['--force'] : [])],
      timeoutMs: fetchMs,
      key: name,
      settle: (result) => this.settle(profile, before, request, result),
      verify: (after, all) =>
        after === undefined || after.origin === 'bundled'
          ? notInstalledVerdict(before, all, name)
          : installedVerdict(after, commit, isEnabled),
    });
  }

  /** Enables what came if it is what was reviewed, and disables what else came and would load. */
  private async settle(
    profile: string,
    before: Plugins,
    { typedName: name, commit, isEnabled }: InstallPlugin,
    result: CommandResult | undefined,
  ): Promise<void> {
    const after = await this.reader.read(profile);
    const came = after.plugins.filter(
      (plugin) =>
        plugin.origin !== 'bundled' && !isSameProgram(installed(before, plugin.key), plugin),
    );
    for (const plugin of came) {
      const { key, state, git } = plugin;
      if (key !== name || git?.commit !== commit) {
        if (state === 'enabled') await this.also(profile, ['plugins', 'disable', key]);
      } else if (isEnabled && result?.exitCode === 0) {
        const isGranted = installed(before, key)?.mayOverrideTools === true;
        await this.also(profile, ['plugins', 'enable', key, overrideFlag(isGranted)]);
      }
    }
  }

  /** Whether it worked is told by the files afterwards. */
  private async also(profile: string, args: readonly string[]): Promise<void> {
    await this.command.run(profile, args, { timeoutMs: usualMs }).catch(() => undefined);
  }

  /** Verbs write `config.yaml`, and a broken one would be replaced by what they made of it. */
  private async changeable(profile: string, key: string): Promise<Plugin> {
    const before = await this.reader.read(profile);
    requireChangeable(before);
    return find(before, key);
  }

  private async start(
    profile: string,
    before: Plugin | undefined,
    name: string,
    verb: Pick<JobRequest, 'args'> & {
      readonly timeoutMs?: number;
      readonly key?: string;
      /** What is left to do once the command has ended. */
      readonly settle?: (result: CommandResult | undefined) => Promise<void>;
      readonly verify: (after: Plugin | undefined, all: Plugins) => Verdict | Promise<Verdict>;
    },
  ): Promise<Job> {
    const { args, timeoutMs = usualMs, verify } = verb;
    const text = await this.editor.keep({ profile, path: 'config.yaml' });
    return this.jobs.start({
      name,
      profile,
      group: 'plugins',
      args,
      timeoutMs,
      verify: async (result) => {
        await verb.settle?.(result);
        const words = await putWritingBack(this.home, this.editor, profile, text);
        const all = await this.reader.read(profile);
        const key = verb.key ?? before!.key;
        const after =
          verb.key === undefined
            ? all.plugins.find((plugin) => plugin.key === key)
            : (installed(all, key) ?? all.plugins.find((plugin) => plugin.key === key));
        if (isSeenByGateway(before, after)) await this.changes.note(profile, name);
        const verdict = await verify(after, all);
        return { ...verdict, text: [verdict.text, words].filter((each) => each).join(' ') };
      },
    });
  }

  private async removedVerdict({ folder, state }: Plugin): Promise<Verdict> {
    const list = await this.home.list('hermes', folder);
    if (list.status !== 'missing')
      return { isAsWanted: false, text: `The folder ${folder} is still there.` };
    const rest =
      state === 'enabled'
        ? ' config.yaml still lists it as enabled: one of this name that is installed later would load at once.'
        : '';
    return { isAsWanted: true, text: `Its folder is gone.${rest}` };
  }
}

function requireChangeable({ configVersion, settingsProblem }: Plugins): void {
  if (configVersion === null) throw new FileUnusable('config.yaml', 'not_yaml');
  if (settingsProblem !== null) throw new PluginRefused(`${settingsProblem} Repair it first.`);
}

function find({ plugins }: Plugins, key: string): Plugin {
  const plugin = plugins.find((each) => each.key === key);
  if (plugin === undefined) throw new NotFound(`The plugin ${key}`);
  return plugin;
}

/** An installation makes a folder by the name in the manifest, at the top. */
function installed({ plugins }: Plugins, name: string): Plugin | undefined {
  return plugins.find(({ key, origin }) => origin !== 'bundled' && key === name);
}

const overrideFlag = (isGranted: boolean): string =>
  isGranted ? '--allow-tool-override' : '--no-allow-tool-override';

/** Whether nothing was put into the folder since. */
function isSameProgram(before: Plugin | undefined, after: Plugin): boolean {
  const traits = (plugin: Plugin) => [plugin.version, plugin.git?.commit, plugin.changedAt];
  return before !== undefined && JSON.stringify(traits(before)) === JSON.stringify(traits(after));
}

/** Whether a gateway that runs would do something else if it were begun now. */
function isSeenByGateway(before: Plugin | undefined, after: Plugin | undefined): boolean {
  const traits = (plugin: Plugin | undefined) =>
    plugin === undefined || plugin.loadsBecause === null
      ? null
      : [plugin.mayOverrideTools, plugin.version, plugin.git?.commit, plugin.changedAt];
  return JSON.stringify(traits(before)) !== JSON.stringify(traits(after));
}

function enabledVerdict(after: Plugin | undefined, isGranted: boolean): Verdict {
  if (after?.state !== 'enabled')
    return { isAsWanted: false, text: 'config.yaml does not list it as enabled.' };
  const isAsWanted = after.origin === 'bundled' || after.mayOverrideTools === isGranted;
  const permission = after.mayOverrideTools
    ? 'It may take the place of built-in tools.'
    : 'It may not take the place of built-in tools.';
  return {
    isAsWanted,
    text: `config.yaml lists it as enabled. ${after.origin === 'bundled' ? '' : permission}`.trim(),
  };
}

function disabledVerdict(after: Plugin | undefined): Verdict {
  const isAsWanted = after?.state === 'disabled';
  if (!isAsWanted) return { isAsWanted, text: 'config.yaml does not list it as disabled.' };
  const rest =
    after.loadsBecause === 'chosen'
      ? ' Another setting still chooses it, and Hermes loads it.'
      : '';
  return { isAsWanted, text: `config.yaml lists it as disabled.${rest}` };
}

const short = (commit: string | null | undefined): string => commit?.slice(0, 12) ?? 'unknown';

function updatedVerdict(before: Plugin, after: Plugin | undefined): Verdict {
  const commit = after?.git?.commit ?? null;
  if (after === undefined || commit === null)
    return { isAsWanted: false, text: 'Its folder or its commit cannot be read any more.' };
  const old = before.git?.commit;
  return {
    isAsWanted: true,
    text:
      commit === old
        ? `There is nothing newer: it is at ${short(commit)} as before.`
        : `It went from ${short(old)} to ${short(commit)}, version ${after.version ?? 'unknown'}.`,
  };
}

function notInstalledVerdict(before: Plugins, after: Plugins, name: string): Verdict {
  const known = new Set(before.plugins.map(({ key }) => key));
  const added = after.plugins.filter(({ key }) => !known.has(key)).map(({ key }) => key);
  return {
    isAsWanted: false,
    text:
      added.length === 0
        ? `There is no plugin in plugins/${name}.`
        : `Not ${name} but ${added.join(', ')} was installed. Look at it before you use it.`,
  };
}

function installedVerdict(after: Plugin, reviewed: string, isEnabled: boolean): Verdict {
  const commit = after.git?.commit ?? null;
  const place = `It is in ${after.folder}`;
  if (commit !== reviewed) {
    const what =
      commit === null
        ? 'but nothing there tells its commit: it may be another one than that which was reviewed'
        : `but at ${short(commit)} and not at ${short(reviewed)}, which was reviewed`;
    const standing = after.loadsBecause === null ? 'It is not enabled.' : 'Hermes loads it.';
    return {
      isAsWanted: false,
      text: `${place}, ${what}. ${standing} Look at it before you use it.`,
    };
  }
  const at = `${place}, at ${short(commit)}`;
  if ((after.state === 'enabled') !== isEnabled)
    return {
      isAsWanted: false,
      text: `${at}, but ${isEnabled ? 'it is not enabled' : 'it is enabled'}.`,
    };
  return { isAsWanted: true, text: `${at}, ${isEnabled ? 'enabled' : 'not enabled'}.` };
}
