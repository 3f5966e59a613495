import type { JobState } from '../../../../../server/hermes-state/commands/jobs.contract';
import type { GatewayVerdict } from '../../../../../server/hermes-state/status/status.contract';
import type { Tone } from '../../ui/badge';
import type { IconName } from '../../ui/icon';

export interface Look {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

export const verdictLooks: { readonly [Verdict in GatewayVerdict]: Look } = {
  running: { word: 'Running', tone: 'good', icon: 'check' },
  starting: { word: 'Starting', tone: 'note', icon: 'running' },
  draining: { word: 'Draining', tone: 'note', icon: 'clock' },
  elsewhere: { word: 'Running elsewhere', tone: 'note', icon: 'server' },
  stopped: { word: 'Stopped', tone: 'muted', icon: 'stop' },
  stale: { word: 'Dead, file says running', tone: 'bad', icon: 'error' },
  failed: { word: 'Start failed', tone: 'bad', icon: 'error' },
  unknown: { word: 'Unknown', tone: 'warning', icon: 'warning' },
};

export const jobLooks: { readonly [State in JobState]: Look } = {
  running: { word: 'Running', tone: 'note', icon: 'running' },
  succeeded: { word: 'Succeeded', tone: 'good', icon: 'check' },
  failed: { word: 'Failed', tone: 'bad', icon: 'error' },
  cancelled: { word: 'Cancelled', tone: 'warning', icon: 'blocked' },
};

const platformLooks: Partial<Record<string, Omit<Look, 'word'>>> = {
  connected: { tone: 'good', icon: 'check' },
  connecting: { tone: 'note', icon: 'running' },
  retrying: { tone: 'warning', icon: 'refresh' },
  paused: { tone: 'muted', icon: 'pause' },
  fatal: { tone: 'bad', icon: 'error' },
};

/** What a gateway that does not run said of a platform is history. */
export function platformLook(state: string, isBelieved: boolean): Look {
  const look = isBelieved ? platformLooks[state] : undefined;
  return { tone: 'muted', icon: 'minus', ...look, word: isBelieved ? state : `was ${state}` };
}

export const evidenceNames = {
  lock: 'Lock',
  process: 'Process',
  start_time: 'Start',
  command_line: 'Program',
  heartbeat: 'Heartbeat',
} as const;

/** Why what would end the gateways of these profiles is not offered: they would be started again at once. */
export const keptReason = (profiles: readonly string[]): string =>
  `This console keeps ${new Intl.ListFormat('en').format(profiles)} running: see Processes.`;

/** Why a verb is not offered now; `undefined` when it is. */
export function hindrance(
  verb: 'run' | 'start' | 'stop' | 'restart',
  facts: {
    readonly verdict: GatewayVerdict;
    readonly unavailableReason: string | null;
    readonly serviceManager: 'systemd' | 'launchd' | 'none';
    /** The server keeps it running by itself. */
    readonly isKept?: boolean;
  },
): string | undefined {
  const { verdict, unavailableReason, serviceManager, isKept = false } = facts;
  if (unavailableReason !== null) return unavailableReason;
  if (isKept) return 'This console keeps it running: see Processes.';
  const runs = verdict === 'running' || verdict === 'starting' || verdict === 'draining';
  // Run can replace it, and asks whether it shall.
  if (verb === 'start' && runs) return 'It runs already.';
  if ((verb === 'stop' || verb === 'restart') && verdict === 'elsewhere')
    return 'It runs where this console cannot reach it.';
  if (verb === 'stop' && !runs) return 'It does not run.';
  if (verb === 'start' && serviceManager === 'none')
    return 'There is no service manager here. Run it instead.';
  return undefined;
}
