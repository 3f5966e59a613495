import { Injectable } from '@nestjs/common';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { parseEnv } from '../files/env-file.ts';
import { versionOf } from '../files/file-version.ts';
import { HermesHome, parseJsonObject } from '../hermes-home.ts';
import { inBatches } from '../skills/skill-walk.ts';
import { sourceOf, type StateFile } from '../state-file.ts';
import { allowlistFile, approvalsIn, isWrittenOver, type HookApproval } from './hook-approvals.ts';
import { commandIdOf, expandCommand, lookAtScript } from './hook-command.ts';
import { maskOf, type Mask } from './hook-masks.ts';
import { autoAcceptance, readShellHooks, type WrittenHook } from './hook-settings.ts';
import type { HookProblem, Hooks, HookScript, HookStanding, ShellHook } from './hooks.contract.ts';

/** A shell hook with what must not leave the server. */
export interface KnownHook {
  readonly shown: ShellHook;
  /** As Hermes runs it, and as the allowlist names it. */
  readonly command: string | undefined;
}

export interface KnownHooks {
  readonly shown: Pick<
    Hooks,
    | 'config'
    | 'configVersion'
    | 'allowlist'
    | 'allowlistVersion'
    | 'autoAccept'
    | 'shell'
    | 'strayApprovals'
    | 'problems'
    | 'isCut'
  >;
  readonly hooks: readonly KnownHook[];
  readonly approvals: readonly HookApproval[];
  /** The text of `config.yaml`; empty when it is broken. */
  readonly configText: string;
}

const longestShown = 2000;
const mostStrays = 500;

/** The shell hooks of a profile: what `config.yaml` names, and whether Hermes may run it. */
@Injectable()
export class ShellHooksReader {
  constructor(
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<KnownHooks> {
    await this.home.requireProfile(profile);
    const configFile = this.home.pathIn(profile, 'config.yaml');
    const listFile = this.home.pathIn(profile, allowlistFile);
    const [config, list, environmentFile] = await Promise.all([
      this.home.readYaml('hermes', configFile),
      this.home.readText('hermes', listFile),
      this.home.readText('hermes', this.home.pathIn(profile, '.env')),
    ]);
    const {
      value = {},
      text = '',
      isBroken = false,
    } = config.status === 'present' ? config.value : {};
    const environment =
      environmentFile.status === 'present' ? parseEnv(environmentFile.value).values : new Map();
    const parsed = parsedList(list);
    const approvals = approvalsIn(parsed.status === 'present' ? parsed.value : undefined);
    const written = readShellHooks(value);
    const autoAccept = autoAcceptance(value, environment);
    const mask = await maskOf(this.secrets, profile, isBroken ? '' : text);
    const root = this.home.rootOf('hermes');
    const isListKnown = list.status !== 'unreadable';
    const hooks = await inBatches(written.hooks, (hook) =>
      this.known(hook, { approvals, environment, autoAccept, isListKnown, mask, root }),
    );
    const named = new Set(hooks.map(({ shown, command }) => `${shown.event}\n${command}`));
    const strays = approvals.filter(({ event, command }) => !named.has(`${event}\n${command}`));
    return {
      shown: {
        config: isBroken
          ? { file: configFile, status: 'unreadable', reason: 'not_yaml' }
          : sourceOf(configFile, config),
        configVersion:
          config.status === 'unreadable' || isBroken
            ? null
            : versionOf(config.status === 'present' ? text : undefined),
        allowlist: sourceOf(listFile, parsed),
        allowlistVersion:
          parsed.status === 'unreadable'
            ? null
            : versionOf(list.status === 'present' ? list.value : undefined),
        autoAccept,
        shell: hooks.map(({ shown }) => shown),
        strayApprovals: strays.slice(0, mostStrays).map(({ event, command, approvedAt }) => ({
          event: event.slice(0, 200),
          commandId: commandIdOf(command),
          command: mask(command).slice(0, longestShown),
          approvedAt,
        })),
        problems: [...written.problems],
        isCut: written.isCut || strays.length > mostStrays,
      },
      hooks,
      approvals,
      configText: isBroken ? '' : text,
    };
  }

  private async known(written: WrittenHook, around: Surroundings): Promise<KnownHook> {
    const { event, index, matcher, timeoutSeconds, isTimeoutGiven, otherNames } = written;
    const { approvals, environment, mask, root } = around;
    const { text: command, isPartial } =
      written.command === undefined
        ? { text: undefined, isPartial: false }
        : expandCommand(written.command, environment);
    const approval = approvals.find((each) => each.event === event && each.command === command);
    const standing = standingOf(written, around, approval, isPartial);
    const script =
      command === undefined
        ? null
        : await lookAtScript(command, root, approval?.scriptMtime ?? null);
    const masked = command === undefined ? null : mask(command);
    const problems = [
      ...written.problems,
      ...(isPartial
        ? [warning('It names a variable that is not in .env: what Hermes runs cannot be told.')]
        : []),
      ...(script === null || written.isIgnored ? [] : scriptProblems(script)),
    ];
    return {
      command,
      shown: {
        event: event.slice(0, 200),
        index,
        commandId: command === undefined ? null : commandIdOf(command),
        command: masked?.slice(0, longestShown) ?? null,
        isMasked: masked !== (command ?? null),
        matcher: matcher === null ? null : mask(matcher).slice(0, longestShown),
        timeoutSeconds,
        isTimeoutGiven,
        standing,
        approvedAt: approval?.approvedAt ?? null,
        script: script && {
          ...script,
          name: mask(script.name),
          path: script.path && mask(script.path),
        },
        otherNames: otherNames.slice(0, 20).map((name) => name.slice(0, 100)),
        problems,
      },
    };
  }
}

interface Surroundings {
  readonly approvals: readonly HookApproval[];
  readonly environment: ReadonlyMap<string, string>;
  readonly autoAccept: readonly string[];
  readonly isListKnown: boolean;
  readonly mask: Mask;
  readonly root: string;
}

const bad = (text: string): HookProblem => ({ tone: 'bad', text });
const warning = (text: string): HookProblem => ({ tone: 'warning', text });

function parsedList(list: StateFile<string>): StateFile<unknown> {
  if (list.status !== 'present') return list;
  const parsed = parseJsonObject(list.value);
  if (parsed.status !== 'present' || !isWrittenOver(parsed.value)) return parsed;
  return { status: 'unreadable', reason: 'unexpected_shape' };
}

function standingOf(
  { isIgnored }: WrittenHook,
  { autoAccept, isListKnown }: Surroundings,
  approval: HookApproval | undefined,
  isPartial: boolean,
): HookStanding {
  if (isIgnored) return 'ignored';
  if (approval !== undefined) return 'consented';
  if (autoAccept.length > 0) return 'automatic';
  return isListKnown && !isPartial ? 'unconsented' : 'unknown';
}

function scriptProblems(script: HookScript): HookProblem[] {
  const { status, path, isExecutable, mustBeExecutable, drift } = script;
  if (status === 'missing')
    return [bad(`There is no ${path}: nothing runs, and nothing is held back.`)];
  if (status === 'not_file') return [bad(`${path} is no file.`)];
  const problems: HookProblem[] = [];
  if (status === 'present' && mustBeExecutable && isExecutable === false)
    problems.push(bad(`${path} is not executable: make it so, or name an interpreter before it.`));
  if (drift === 'newer')
    problems.push(
      warning('The script was changed since consent was given. Hermes runs it all the same.'),
    );
  if (drift === 'older')
    problems.push(
      warning('The script is older than the one consent was given for: another one lies there.'),
    );
  return problems;
}
