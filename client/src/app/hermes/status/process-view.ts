import type {
  ProcessState,
  SupervisedProcess,
} from '../../../../../server/hermes-process/processes.contract';
import type { ProfileGateways } from '../../../../../server/hermes-state/status/status.contract';
import type { Question } from '../../ui/confirm';
import { formatCount } from '../../ui/format';
import type { Look } from './status-looks';

export type ProcessVerb = 'start' | 'stop' | 'restart';

export const processLooks: { readonly [State in ProcessState]: Look } = {
  starting: { word: 'Starting', tone: 'note', icon: 'running' },
  running: { word: 'Running', tone: 'good', icon: 'check' },
  adopted: { word: 'Running, taken over', tone: 'good', icon: 'check' },
  waiting: { word: 'Waits to restart', tone: 'warning', icon: 'clock' },
  keeps_ending: { word: 'Keeps ending', tone: 'bad', icon: 'error' },
  left_alone: { word: 'Left alone', tone: 'warning', icon: 'blocked' },
  stopping: { word: 'Stopping', tone: 'note', icon: 'clock' },
  stopped: { word: 'Stopped', tone: 'muted', icon: 'stop' },
};

/** One that runs and still is not as it should be warns; the reason is shown beside it. */
export function lookOf({ kind, state, reason }: SupervisedProcess): Look {
  const look = processLooks[state];
  if (reason === null || (state !== 'running' && state !== 'adopted')) return look;
  const isLoggedOut = kind === 'proxy' && reason.startsWith('not logged in');
  const word = isLoggedOut ? 'Runs, not logged in' : 'Runs, not as it should';
  return { word, tone: 'warning', icon: 'warning' };
}

/** Whose it is, in words. */
export function purposeOf({ kind, id, profile }: SupervisedProcess): string {
  return kind === 'gateway'
    ? `messaging gateway of the profile ${profile}`
    : `behind the gateway ${gatewayOf({ id })}`;
}

/** Of a proxy: the gateway that it is the upstream of. */
export const gatewayOf = ({ id }: Pick<SupervisedProcess, 'id'>): string =>
  id.replace(/^proxy-/, '');

/** How its last process ended. */
export function endOf({ lastEnd }: SupervisedProcess): string {
  if (lastEnd === null) return '';
  if (lastEnd.signal !== null) return `by ${lastEnd.signal}`;
  return lastEnd.exitCode === null ? 'not observed' : `with exit code ${lastEnd.exitCode}`;
}

/** Why a verb is not offered now; `undefined` when it is. */
export function processHindrance(verb: ProcessVerb, { state }: SupervisedProcess) {
  const isDown = ['waiting', 'keeps_ending', 'left_alone', 'stopped'].includes(state);
  if (verb === 'start' && state === 'left_alone')
    return 'It must not be started now. It is looked at again by itself.';
  if (verb === 'start' && !isDown)
    return state === 'stopping' ? 'It is being ended.' : 'It runs already.';
  if (verb === 'stop' && state === 'stopped') return 'It is stopped already.';
  if (verb === 'stop' && state === 'stopping') return 'It is being ended.';
  if (verb === 'restart' && isDown) return 'It does not run.';
  return verb === 'restart' && state === 'stopping' ? 'It is being ended.' : undefined;
}

/** What to ask before something is interrupted; `undefined` when nothing is. */
export function endQuestion(
  verb: ProcessVerb,
  process: SupervisedProcess,
  gateways: ProfileGateways | undefined,
): Question | undefined {
  if (verb === 'start') return undefined;
  const word = verb === 'stop' ? 'Stop' : 'Restart';
  const { kind, name, profile, pid, id } = process;
  const agents = gateways?.items.find((item) => item.profile === profile)?.activeAgents ?? 0;
  const consequences =
    kind === 'proxy'
      ? ['Requests that it works on get to finish, for as long as a drain may last; new ones fail.']
      : [
          agents > 0
            ? `${formatCount(agents, 'agent')} at work: they get to finish for as long as a drain may last, and are cut off then.`
            : 'No agent is at work.',
          'Its platforms are left and no cron job fires until it runs again.',
        ];
  const whose = kind === 'proxy' ? `behind ${gatewayOf(process)}` : `of ${profile}`;
  return {
    title: `${word} ${name} ${whose}?`,
    consequences: [
      ...consequences,
      ...(verb === 'stop'
        ? ['It stays stopped until it is started here, or until this console is restarted.']
        : []),
    ],
    affected: [`${id}${pid === null ? '' : `, process ${pid}`}`],
    confirm: `${word} process`,
    isDangerous: true,
  };
}
