import { Injectable } from '@nestjs/common';
import { authFile, loginIn, poolIn } from '../accounts/auth-store.ts';
import { recordOf } from '../accounts/identity.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { parseEnv } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import { installedPackages } from '../status/installed-version.ts';
import { knownPlatforms } from './known-platforms.ts';
import { configurableToolsets, fixedToolsets } from './known-toolsets.ts';
import { PluginToolsReader } from './plugin-tools.ts';
import { choiceOf, isComposite, type PlatformChoice, type ToolFacts } from './resolve-toolsets.ts';
import { mostServers, toolsetRows } from './toolset-rows.ts';
import type { ToolPlatform, Tools } from './tools.contract.ts';

const mostPlatforms = 60;
const known = new Set([...configurableToolsets, ...fixedToolsets].map(({ name }) => name));
const loginsLookedFor = ['nous', 'xai-oauth', 'spotify'];

/** Everything the files of a profile say about tools, with the config's text for those who change it. */
export interface ToolsReading {
  readonly tools: Omit<Tools, 'promptSize' | 'unavailableReason'>;
  readonly facts: ToolFacts;
  readonly choices: readonly PlatformChoice[];
}

/** Which tools agents get on which platform, as `hermes tools list` would say it, and what they need. Files only. */
@Injectable()
export class ToolsReader {
  constructor(
    private readonly home: HermesHome,
    private readonly command: HermesCommand,
    private readonly plugins: PluginToolsReader,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<ToolsReading> {
    await this.home.requireProfile(profile);
    const at = (name: string) => this.home.pathIn(profile, name);
    const [configFile, envFile, authStore, packages] = await Promise.all([
      this.home.readYaml('hermes', at('config.yaml')),
      this.home.readText('hermes', at('.env')),
      this.home.readJson('hermes', at(authFile)),
      installedPackages(this.command.file),
    ]);
    const config = configFile.status === 'present' ? configFile.value.value : {};
    const environment = parseEnv(envFile.status === 'present' ? envFile.value : '').values;
    const store = authStore.status === 'present' ? authStore.value : {};
    const logins = new Set(
      loginsLookedFor.filter(
        (provider) => loginIn(store, provider) !== undefined || poolIn(store, provider).length > 0,
      ),
    );
    const facts: ToolFacts = {
      config,
      hasXai: logins.has('xai-oauth') || Boolean(environment.get('XAI_API_KEY')),
      hasHomeAssistant: Boolean(environment.get('HASS_TOKEN')),
    };
    const lists = Object.keys(recordOf(config.platform_toolsets));
    const choices = platformNames(lists).map((name) => choiceOf(config, name));
    const rows = toolsetRows({
      tools: facts,
      needs: { config, environment, logins, packages },
      choices,
      plugins: await this.plugins.read(profile, config),
    });
    const isUnknown = configFile.status === 'unreadable';
    const isBroken = configFile.status === 'present' && configFile.value.isBroken;
    const toolsets = isUnknown ? rows.map(withoutAnswers) : rows;
    const mcpServers = Object.keys(recordOf(config.mcp_servers));
    return {
      facts,
      choices,
      tools: {
        profile,
        sources: [
          sourceOf(at('config.yaml'), configFile),
          sourceOf(at('.env'), envFile),
          sourceOf(at(authFile), authStore),
        ],
        configVersion:
          isUnknown || isBroken
            ? null
            : versionOf(configFile.status === 'present' ? configFile.value.text : undefined),
        isConfigBroken: isBroken,
        platforms: choices.map((choice) =>
          platformRow(choice, {
            config,
            environment,
            toolsets: new Set([...toolsets.map(({ name }) => name), ...mcpServers]),
          }),
        ),
        toolsets,
        isCut: mcpServers.length > mostServers || lists.length > mostPlatforms,
      },
    };
  }
}

/** Those of Hermes, and whatever else the file has a list for. */
function platformNames(lists: readonly string[]): string[] {
  const names = knownPlatforms.map(({ name }) => name);
  const others = lists.filter((name) => !names.includes(name) && name.length <= 64);
  return [...names, ...others.slice(0, mostPlatforms - names.length)];
}

function platformRow(
  { name, known: platform, list }: PlatformChoice,
  facts: {
    readonly config: Readonly<Record<string, unknown>>;
    readonly environment: ReadonlyMap<string, string>;
    readonly toolsets: ReadonlySet<string>;
  },
): ToolPlatform {
  const own = recordOf(recordOf(facts.config.platforms)[name]);
  const variable = platform?.variable;
  const isInUse =
    (platform !== undefined && variable === undefined) ||
    (variable !== undefined && isSet(facts.environment.get(variable))) ||
    own.enabled === true ||
    list !== null;
  const lists = recordOf(facts.config.platform_toolsets);
  const isOdd = list === null && Object.hasOwn(lists, name) && lists[name] !== null;
  return {
    name,
    label: platform?.label ?? name,
    isInUse,
    list: list === null ? null : [...list],
    unknownNames: (list ?? []).filter(
      (each) => !known.has(each) && !facts.toolsets.has(each) && !isNamedOtherwise(each),
    ),
    exposure: platform?.exposure ?? null,
    problem: isOdd ? `platform_toolsets.${name} is no list, and Hermes goes by the default.` : null,
  };
}

const isNamedOtherwise = (name: string): boolean => name === 'no_mcp' || isComposite(name);
const isSet = (value: string | undefined): boolean =>
  value !== undefined && !['', '0', 'false', 'no', 'off'].includes(value.trim().toLowerCase());

/** Nothing is shown that was not read. */
function withoutAnswers(toolset: Tools['toolsets'][number]): Tools['toolsets'][number] {
  const cells = toolset.cells.map(({ platform }) => ({
    platform,
    isOn: null,
    reason: 'unknown' as const,
  }));
  return { ...toolset, cells };
}
