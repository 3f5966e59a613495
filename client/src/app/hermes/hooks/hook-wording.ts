import type {
  GatewayHook,
  HookStanding,
  ShellHook,
} from '../../../../../server/hermes-state/hooks/hooks.contract';
import type { Tone } from '../../ui/badge';
import type { IconName } from '../../ui/icon';

export const hookTabs = {
  shell: 'Shell hooks',
  gateway: 'Gateway hooks',
  plugins: 'Plugin hooks',
} as const;
export type HookTab = keyof typeof hookTabs;

export interface Look {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly word: string;
}

const standings: Readonly<Record<HookStanding, Look>> = {
  consented: { tone: 'good', icon: 'check', word: 'Consented' },
  automatic: { tone: 'warning', icon: 'warning', word: 'By itself' },
  unconsented: { tone: 'bad', icon: 'blocked', word: 'Not enforced' },
  ignored: { tone: 'muted', icon: 'blocked', word: 'Ignored' },
  unknown: { tone: 'warning', icon: 'help', word: 'Not known' },
};

/** Whether Hermes may run a shell hook. */
export function standingLook({ standing }: ShellHook): Look {
  return standings[standing];
}

const gatewayStandings: Readonly<Record<GatewayHook['standing'], Look>> = {
  loaded: { tone: 'good', icon: 'check', word: 'Loaded at start' },
  idle: { tone: 'bad', icon: 'blocked', word: 'Never called' },
  skipped: { tone: 'warning', icon: 'blocked', word: 'Passed over' },
  unknown: { tone: 'warning', icon: 'help', word: 'Not known' },
};

export function gatewayLook({ standing }: GatewayHook): Look {
  return gatewayStandings[standing];
}

/** How the script of a hook lies there; nothing when there is none to look at. */
export function scriptLook({ script }: ShellHook): Look | undefined {
  if (script === null) return undefined;
  const { status, isExecutable, mustBeExecutable, drift } = script;
  if (status === 'unknown') return { tone: 'muted', icon: 'help', word: 'Not looked at' };
  if (status !== 'present')
    return { tone: 'bad', icon: 'error', word: status === 'missing' ? 'Missing' : 'No file' };
  if (mustBeExecutable && isExecutable === false)
    return { tone: 'bad', icon: 'error', word: 'Not executable' };
  if (drift === 'newer') return { tone: 'warning', icon: 'edit', word: 'Changed since' };
  if (drift === 'older') return { tone: 'warning', icon: 'edit', word: 'Another one' };
  return {
    tone: 'good',
    icon: 'check',
    word: drift === 'unchanged' ? 'Unchanged' : isExecutable ? 'Executable' : 'Readable',
  };
}

/** Whether it can be run, where that is not what its badge says. */
export function scriptMode(hook: ShellHook): string | undefined {
  const { isExecutable, mustBeExecutable } = hook.script ?? {};
  if (isExecutable == null) return undefined;
  if (isExecutable) return scriptLook(hook)?.word === 'Executable' ? undefined : 'executable';
  return mustBeExecutable ? undefined : 'not executable';
}

/** Where the script was looked for. */
export function scriptTitle({ script }: ShellHook): string {
  if (script === null) return '';
  return (
    script.path ??
    `Where ${script.name} lies depends on where Hermes runs, so neither its mode nor its changes can be told.`
  );
}

/** Names a hook in the address, and its row. */
export function keyOf({ event, index }: ShellHook): string {
  return `${event}:${index ?? ''}`;
}
