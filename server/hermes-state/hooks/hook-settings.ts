import { recordOf } from '../accounts/identity.ts';
import { isRecord } from '../files/plain-values.ts';
import {
  closestEvent,
  defaultTimeoutSeconds,
  longestTimeoutSeconds,
  shellHookEvents,
  toolEvents,
} from './hook-events.format.ts';
import type { HookProblem } from './hooks.contract.ts';

const truthy = /^(1|true|yes|on)$/i;
const mostHooks = 500;
const ownNames = ['command', 'matcher', 'timeout'];
/** Settings that later versions of Hermes keep beside the events. */
const noEvents = ['outbound', 'output_spill'];

/** A shell hook as `config.yaml` writes it and Hermes 0.19 reads it. */
export interface WrittenHook {
  readonly event: string;
  readonly index: number | null;
  /** As it is written; nothing when Hermes ignores the entry for want of one. */
  readonly command: string | undefined;
  readonly matcher: string | null;
  readonly timeoutSeconds: number;
  readonly isTimeoutGiven: boolean;
  readonly otherNames: readonly string[];
  readonly isIgnored: boolean;
  readonly problems: readonly HookProblem[];
}

export interface WrittenHooks {
  readonly hooks: readonly WrittenHook[];
  readonly problems: readonly HookProblem[];
  readonly isCut: boolean;
}

const bad = (text: string): HookProblem => ({ tone: 'bad', text });
const warning = (text: string): HookProblem => ({ tone: 'warning', text });

/** Every entry below `hooks`, those that Hermes ignores too. */
export function readShellHooks(config: Readonly<Record<string, unknown>>): WrittenHooks {
  const { hooks } = config;
  if (hooks === undefined || hooks === null) return { hooks: [], problems: [], isCut: false };
  if (!isRecord(hooks))
    return {
      hooks: [],
      problems: [
        bad('What stands under "hooks" in config.yaml is no mapping: Hermes takes it for none.'),
      ],
      isCut: false,
    };
  const found = Object.entries(hooks)
    .filter(([event]) => !noEvents.includes(event))
    .flatMap(([event, list]) => hooksOf(event, list));
  return { hooks: found.slice(0, mostHooks), problems: [], isCut: found.length > mostHooks };
}

/** What of the settings makes Hermes consent by itself; `environment` is `.env`. */
export function autoAcceptance(
  config: Readonly<Record<string, unknown>>,
  environment: ReadonlyMap<string, string>,
): string[] {
  const { hooks_auto_accept: setting } = config;
  const isSet = setting === true || (typeof setting === 'string' && truthy.test(setting.trim()));
  const isInEnvironment = truthy.test((environment.get('HERMES_ACCEPT_HOOKS') ?? '').trim());
  return [
    ...(isSet ? ['hooks_auto_accept in config.yaml'] : []),
    ...(isInEnvironment ? ['HERMES_ACCEPT_HOOKS in .env'] : []),
  ];
}

function hooksOf(event: string, list: unknown): WrittenHook[] {
  const isKnown = shellHookEvents.some((known) => known === event);
  const closest = isKnown ? undefined : closestEvent(event);
  const unknown = isKnown
    ? []
    : [
        bad(
          `Hermes knows no event of this name and ignores it.${closest === undefined ? '' : ` Is ${closest} meant?`}`,
        ),
      ];
  if (Array.isArray(list))
    return list.map((entry: unknown, index) => hookOf(event, index, entry, unknown));
  if (list === null && isKnown) return [];
  const shape = list === null ? [] : [bad('It is no list: Hermes ignores what stands there.')];
  return [nothing(event, null, [...unknown, ...shape])];
}

function nothing(event: string, index: number | null, problems: HookProblem[]): WrittenHook {
  return {
    event,
    index,
    command: undefined,
    matcher: null,
    timeoutSeconds: defaultTimeoutSeconds,
    isTimeoutGiven: false,
    otherNames: [],
    isIgnored: true,
    problems,
  };
}

function hookOf(
  event: string,
  index: number,
  entry: unknown,
  unknown: readonly HookProblem[],
): WrittenHook {
  if (!isRecord(entry))
    return nothing(event, index, [
      ...unknown,
      bad('The entry holds no names with values: Hermes ignores it.'),
    ]);
  const fields = recordOf(entry);
  const command = typeof fields.command === 'string' ? fields.command.trim() : '';
  const problems = [...unknown];
  if (command === '')
    problems.push(
      bad(
        fields.command === undefined || typeof fields.command === 'string'
          ? 'It has no command: Hermes ignores it.'
          : 'The command is no text: Hermes ignores it. Put it in quotes.',
      ),
    );
  const matcher = matcherOf(event, fields.matcher, problems);
  const timeout = timeoutOf(fields.timeout, problems);
  return {
    event,
    index,
    command: command === '' ? undefined : command,
    matcher,
    ...timeout,
    otherNames: Object.keys(fields).filter((name) => !ownNames.includes(name)),
    isIgnored: unknown.length > 0 || command === '',
    problems,
  };
}

function matcherOf(event: string, written: unknown, problems: HookProblem[]): string | null {
  if (written === undefined || written === null) return null;
  if (typeof written !== 'string') {
    problems.push(warning('The matcher is no text: Hermes ignores it, and every call fits.'));
    return null;
  }
  const matcher = written.trim();
  if (!toolEvents.includes(event)) {
    problems.push(
      warning(`Hermes heeds a matcher only at calls of tools: it runs at every ${event}.`),
    );
    return null;
  }
  if (matcher !== '' && !isPattern(matcher))
    problems.push(
      warning('The matcher is no regular expression: only a tool of exactly this name fits.'),
    );
  return matcher === '' ? null : matcher;
}

/** Python has forms that JavaScript has not; those are given the benefit of the doubt. */
function isPattern(matcher: string): boolean {
  if (matcher.includes('(?') || /[*+?}]\+/.test(matcher)) return true;
  try {
    return new RegExp(matcher) instanceof RegExp;
  } catch {
    return false;
  }
}

function timeoutOf(
  written: unknown,
  problems: HookProblem[],
): Pick<WrittenHook, 'timeoutSeconds' | 'isTimeoutGiven'> {
  if (written === undefined)
    return { timeoutSeconds: defaultTimeoutSeconds, isTimeoutGiven: false };
  const seconds = secondsOf(written);
  if (seconds === undefined || seconds < 1) {
    problems.push(
      warning(`The timeout is no number of seconds: Hermes waits ${defaultTimeoutSeconds}.`),
    );
    return { timeoutSeconds: defaultTimeoutSeconds, isTimeoutGiven: false };
  }
  if (seconds <= longestTimeoutSeconds) return { timeoutSeconds: seconds, isTimeoutGiven: true };
  problems.push(
    warning(
      `The timeout of ${seconds} s is too long: Hermes waits ${longestTimeoutSeconds} s at most.`,
    ),
  );
  return { timeoutSeconds: longestTimeoutSeconds, isTimeoutGiven: true };
}

/** As `int` of Python reads it. */
function secondsOf(written: unknown): number | undefined {
  if (typeof written === 'boolean') return written ? 1 : 0;
  if (typeof written === 'number')
    return Number.isFinite(written) ? Math.trunc(written) : undefined;
  if (typeof written !== 'string' || !/^\s*[+-]?\d{1,15}\s*$/.test(written)) return undefined;
  return Number(written);
}
