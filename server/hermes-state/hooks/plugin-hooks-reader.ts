import { Injectable } from '@nestjs/common';
import { recordOf } from '../accounts/identity.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { scalarText } from '../skills/scalar-text.ts';
import { inBatches } from '../skills/skill-walk.ts';
import { sourceOf } from '../state-file.ts';
import { shellHookEvents } from './hook-events.format.ts';
import type { Hooks, PluginHooks } from './hooks.contract.ts';

const mostPlugins = 500;
const mostEvents = 50;
const mostProblems = 20;

/** Hooks that the manifests of plugins in the home name. What a plugin registers is decided by its program. */
@Injectable()
export class PluginHooksReader {
  constructor(private readonly home: HermesHome) {}

  async read(
    profile: string,
  ): Promise<Pick<Hooks, 'plugins' | 'pluginFolder' | 'pluginProblems' | 'isCut'>> {
    const folder = this.home.pathIn(profile, 'plugins');
    const [list, config] = await Promise.all([
      this.home.list('hermes', folder),
      this.home.readYaml('hermes', this.home.pathIn(profile, 'config.yaml')),
    ]);
    const { enabled, disabled } = recordOf(
      recordOf(config.status === 'present' ? config.value.value : {}).plugins,
    );
    const [on, off] = [namesIn(enabled), namesIn(disabled)];
    const top = list.status === 'present' ? list.value.entries : [];
    const names = top.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
    const problems: SourceFile[] = [];
    const found = await inBatches(names.slice(0, mostPlugins), async (name) => {
      const own = await this.readOne(folder, name, problems);
      if (own !== 'missing') return [own];
      // A category: its plugins lie one folder deeper.
      const inner = await this.home.list('hermes', `${folder}/${name}`, mostPlugins);
      const below = inner.status === 'present' ? inner.value.entries : [];
      const deeper = below.filter(({ kind }) => kind === 'folder').slice(0, mostPlugins);
      return inBatches(deeper, (each) => this.readOne(folder, `${name}/${each.name}`, problems));
    });
    const plugins = found
      .flat()
      .flatMap((each) => (each === 'missing' || each === undefined ? [] : [each]))
      .map((plugin) => ({
        ...plugin,
        isEnabled: isNamed(on, plugin) && !isNamed(off, plugin),
      }));
    return {
      pluginFolder: sourceOf(folder, list),
      plugins,
      pluginProblems: problems.slice(0, mostProblems),
      isCut: names.length > mostPlugins || (list.status === 'present' && list.value.isCut),
    };
  }

  /** `undefined`: it names no hooks, or cannot be read, which is noted. */
  private async readOne(
    folder: string,
    name: string,
    problems: SourceFile[],
  ): Promise<Omit<PluginHooks, 'isEnabled'> | undefined | 'missing'> {
    const path = `${folder}/${name}/plugin.yaml`;
    const file = await this.home.readYaml('hermes', path);
    if (file.status === 'missing') return 'missing';
    if (file.status === 'unreadable') problems.push(sourceOf(path, file));
    else if (file.value.isBroken)
      problems.push({ file: path, status: 'unreadable', reason: 'not_yaml' });
    if (file.status !== 'present') return undefined;
    const { value } = file.value;
    const events = [...new Set([...namesIn(value.provides_hooks), ...namesIn(value.hooks)])];
    if (events.length === 0) return undefined;
    return {
      folder: name,
      name: (scalarText(value.name) ?? name).slice(0, 200),
      version: scalarText(value.version)?.slice(0, 100) ?? null,
      events: events.slice(0, mostEvents).map((event) => ({
        name: event.slice(0, 200),
        isKnown: shellHookEvents.some((known) => known === event),
      })),
    };
  }
}

function namesIn(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((each: unknown) => scalarText(each) ?? []) : [];
}

/** Plugins are enabled by their folder, which is their name in most cases. */
function isNamed(
  names: readonly string[],
  { folder, name }: Pick<PluginHooks, 'folder' | 'name'>,
): boolean {
  return names.includes(folder) || names.includes(name);
}
