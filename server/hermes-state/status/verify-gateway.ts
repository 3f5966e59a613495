import { readFile } from 'node:fs/promises';
import type { ProcessIdentity } from '../../hermes-process/run-file.ts';
import { isRunning, startTimeOf } from '../../http/process-start-time.ts';
import type { HermesHome } from '../hermes-home.ts';
import { numberOf, textOf, timeOf, type Fields } from './file-values.ts';
import { holderOf, type LockList } from './held-locks.ts';
import type { Evidence, GatewayVerdict } from './status.contract.ts';

/** It is written far more often than this while the gateway runs. */
const freshHeartbeatMs = 120_000;
/** Clock ticks of a second; a constant of Linux' interface on every machine that Node runs on. */
const ticksPerSecond = 100;
const alive = new Set(['running', 'starting', 'draining']);

/** What the files of a gateway say, before anything of it is believed. */
export interface GatewayFiles {
  /** `gateway.pid`, else `gateway.lock`, else `gateway_state.json`. */
  readonly record: Fields;
  readonly state: Fields;
  readonly heartbeat: Fields;
  /** What was this gateway on this machine, as far as is known. */
  readonly seenHere: readonly ProcessIdentity[];
}

export interface Verification {
  readonly verdict: GatewayVerdict;
  readonly summary: string;
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly command: string | null;
  readonly evidence: readonly Evidence[];
}

/** Whether a gateway runs: by its process, its lock and its command line, and not by what its files say. */
export async function verifyGateway(
  home: HermesHome,
  lockPath: string,
  files: GatewayFiles,
  locks: LockList | undefined,
): Promise<Verification> {
  const { record, state, heartbeat } = files;
  const notedPid = pidOf(record.pid);
  const holder = await holderOf(home, lockPath, locks, notedPid);
  // The kernel knows better than a file, unless whoever took the lock has left it to a child.
  const isHolderThere = typeof holder === 'number' && startTimeOf(holder) !== undefined;
  const pid = isHolderThere ? holder : notedPid;
  const seen = pid === null ? undefined : startTimeOf(pid);
  const command = pid === null || seen === undefined ? null : await commandLineOf(pid);
  const noted = pid === notedPid ? numberOf(record.start_time) : null;
  const beatAt = timeOf(heartbeat.updated_at);
  const isFresh = beatAt !== null && Math.abs(Date.now() - Date.parse(beatAt)) < freshHeartbeatMs;
  const isBeating = isFresh && !isLeftBehind(files);
  const isLinux = process.platform === 'linux';
  const hasStartTime = seen === undefined || noted === null ? null : seen === noted;
  const looksRight = command === null ? null : isGatewayCommand(command);
  const evidence: Evidence[] = [
    {
      name: 'lock',
      holds: holder === 'unknown' ? null : holder !== 'free',
      detail:
        holder === 'unknown'
          ? 'Who holds gateway.lock cannot be told here.'
          : holder === 'free'
            ? 'Nobody holds gateway.lock.'
            : `Process ${holder} holds gateway.lock.`,
    },
    {
      name: 'process',
      holds: pid === null ? false : isLinux ? seen !== undefined : null,
      detail:
        pid === null
          ? 'No process is noted.'
          : seen === undefined
            ? `There is no process ${pid} here.`
            : `Process ${pid} is there.`,
    },
    {
      name: 'start_time',
      holds: hasStartTime,
      detail:
        hasStartTime === null
          ? 'There is nothing to compare.'
          : hasStartTime
            ? 'It started when the file says.'
            : 'It started at another time: the number was given to another process.',
    },
    {
      name: 'command_line',
      holds: looksRight,
      detail:
        looksRight === null
          ? 'There is none to look at.'
          : looksRight
            ? 'It is a gateway of Hermes.'
            : 'It is another program.',
    },
    {
      name: 'heartbeat',
      holds: isBeating,
      detail: beatAt === null ? 'There is none.' : isBeating ? 'It beats.' : 'It has stopped.',
    },
  ];
  const isThere = seen !== undefined && hasStartTime !== false && looksRight !== false;
  const said = textOf(state.gateway_state);
  const verdict = verdictOf({
    isThere,
    // Held by a process that cannot be seen, or by a child of one that can.
    isBeating: isBeating || (holder !== 'free' && holder !== 'unknown'),
    isLinux,
    said,
  });
  const isReal = isThere && verdict !== 'elsewhere';
  return {
    verdict,
    summary: summaryOf(verdict, { pid, said }),
    pid: isReal ? pid : null,
    startedAt: isReal ? await startedAt(seen) : null,
    command: isReal ? command : null,
    evidence,
  };
}

function verdictOf(facts: {
  isThere: boolean;
  isBeating: boolean;
  isLinux: boolean;
  said: string | null;
}): GatewayVerdict {
  const { isThere, isBeating, isLinux, said } = facts;
  if (isThere) return said === 'starting' || said === 'draining' ? said : 'running';
  const isSaidAlive = said !== null && alive.has(said);
  if (isSaidAlive && isBeating) return 'elsewhere';
  if (isSaidAlive) return isLinux ? 'stale' : 'unknown';
  return said === 'startup_failed' ? 'failed' : 'stopped';
}

function summaryOf(
  verdict: GatewayVerdict,
  { pid, said }: { pid: number | null; said: string | null },
): string {
  switch (verdict) {
    case 'running':
      return `It runs as process ${pid}.`;
    case 'starting':
      return `It is starting as process ${pid}.`;
    case 'draining':
      return `It waits for its agents before it ends, as process ${pid}.`;
    case 'elsewhere':
      return 'Its heart beats, but its process is not here: it runs on another machine or in another container.';
    case 'stale':
      return `It does not run, although its file still says "${said}": it was ended from outside.`;
    case 'failed':
      return 'Its last start failed.';
    case 'unknown':
      return `Its file says "${said}"; whether that is true cannot be told on this system.`;
    case 'stopped':
      return said === null ? 'It does not run, and has not run so far.' : 'It does not run.';
    default:
      return verdict satisfies never;
  }
}

/** Whether state and heartbeat are of a process that has ended on this machine: it leaves both as they were. */
function isLeftBehind({ state, heartbeat, seenHere }: GatewayFiles): boolean {
  const isOfState = ({ pid, startTime }: ProcessIdentity) =>
    state.pid === pid && state.start_time === startTime;
  const ended = seenHere.find((one) => isOfState(one) && !isRunning(one.pid, one.startTime));
  return ended !== undefined && (heartbeat.pid === undefined || heartbeat.pid === ended.pid);
}

function pidOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value > 1 && value < 2 ** 31
    ? value
    : null;
}

async function commandLineOf(pid: number): Promise<string | null> {
  try {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text.slice(0, 2000).replaceAll('\0', ' ').trim() || null;
  } catch {
    // It has just ended, or belongs to somebody else.
    return null;
  }
}

/** `hermes gateway run`, `python -m hermes_cli.main -p coder gateway restart`, `…/gateway/run.py`. */
function isGatewayCommand(command: string): boolean {
  return /hermes/i.test(command) && /\bgateway\b/.test(command);
}

/** From clock ticks since boot, to the second; the time of boot is a line of proc(5)'s `stat`. */
async function startedAt(ticks: number | undefined): Promise<string | null> {
  if (ticks === undefined) return null;
  const text = await readFile('/proc/stat', 'utf8').catch(() => '');
  const boot = /^btime (\d+)$/m.exec(text)?.[1];
  if (boot === undefined) return null;
  const seconds = Number(boot) + Math.floor(ticks / ticksPerSecond);
  return new Date(seconds * 1000).toISOString();
}
