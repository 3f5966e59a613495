import { Injectable } from '@nestjs/common';
import { recordOf, textOf } from '../accounts/identity.ts';
import { HermesHome } from '../hermes-home.ts';
import { namesIn } from './resolve-toolsets.ts';

/** A plugin of the home that is enabled, by what its manifest says. */
export interface PluginTools {
  /** Its folder below `plugins`, which is how `config.yaml` names it. */
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly tools: readonly string[];
  /** Variables it cannot do without. */
  readonly needs: readonly string[];
}

const mostPlugins = 100;
const keyPattern = /^[\w.-]+(\/[\w.-]+)?$/;

/** Reads which tools enabled plugins promise. Plugins that come with Hermes lie elsewhere and are not seen. */
@Injectable()
export class PluginToolsReader {
  constructor(private readonly home: HermesHome) {}

  /** Those whose manifest can be read; a plugin of Hermes itself has none in the home. */
  async read(
    profile: string,
    config: Readonly<Record<string, unknown>>,
  ): Promise<readonly PluginTools[]> {
    const plugins = recordOf(config.plugins);
    const disabled = namesIn(plugins.disabled);
    const keys = [...new Set(namesIn(plugins.enabled))]
      .filter((key) => keyPattern.test(key) && !key.includes('..') && !disabled.includes(key))
      .slice(0, mostPlugins);
    const read = await Promise.all(keys.map((key) => this.manifestOf(profile, key)));
    return read.filter((plugin) => plugin !== undefined);
  }

  private async manifestOf(profile: string, key: string): Promise<PluginTools | undefined> {
    for (const file of ['plugin.yaml', 'plugin.yml']) {
      const path = this.home.pathIn(profile, `plugins/${key}/${file}`);
      const manifest = await this.home.readYaml('hermes', path);
      if (manifest.status === 'missing') continue;
      if (manifest.status === 'unreadable' || manifest.value.isBroken) return undefined;
      const { name, description, provides_tools, requires_env } = manifest.value.value;
      return {
        key,
        name: textOf(name) ?? key,
        description: textOf(description) ?? 'A plugin.',
        tools: namesIn(provides_tools),
        needs: namesIn(requires_env),
      };
    }
    return undefined;
  }
}
