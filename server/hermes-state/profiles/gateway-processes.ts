import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { isRunning, startTimeOf } from '../../http/process-start-time.ts';
import { recordOf, textOf, timeOf } from '../accounts/identity.ts';
import { HermesHome } from '../hermes-home.ts';
import type { StateFile } from '../state-file.ts';
import type { GatewayProcess } from './profiles.contract.ts';

const smallFile = 262_144;
/** A gateway writes its heartbeat more often. */
const heartbeatMs = 180_000;
const runningWords = new Set(['running', 'starting', 'draining']);

/**
 * Whether a profile's gateway runs. Its files may say so for ever after an unplanned end, so the process they name is
 * looked for: it has to live, to have begun at the time they say, and to be a gateway by its command line.
 */
@Injectable()
export class GatewayProcesses {
  constructor(private readonly home: HermesHome) {}

  async of(profile: string): Promise<GatewayProcess> {
    const read = (path: string) =>
      this.home.readJson('hermes', this.home.pathIn(profile, path), smallFile);
    const [pidFile, lock, state, heartbeat] = await Promise.all([
      this.pidFile(profile),
      read('gateway.lock'),
      read('gateway_state.json'),
      read('state/gateway.heartbeat'),
    ]);
    const claimed = textOf(valueOf(state).gateway_state);
    const records = [valueOf(pidFile), valueOf(lock), valueOf(state)].filter(hasPid);
    for (const record of records) {
      const { isGateway, reason } = await look(record);
      if (isGateway) return { state: 'running', pid: record.pid, claimed, reason };
    }
    const unreadable = [pidFile, lock, state].find(({ status }) => status === 'unreadable');
    if (unreadable?.status === 'unreadable')
      return unknown(claimed, `A file of the gateway cannot be read (${unreadable.reason}).`);
    const [record] = records;
    const beatAt = timeOf(valueOf(heartbeat).updated_at);
    if (beatAt !== null && Math.abs(Date.now() - Date.parse(beatAt)) < heartbeatMs)
      return unknown(claimed, 'Its heartbeat is recent, but no such process is seen from here.');
    if (pidFile.status === 'present' || (claimed !== null && runningWords.has(claimed))) {
      const who = record ? `process ${record.pid} is no gateway, or gone` : 'it names no process';
      return { state: 'stale', pid: null, claimed, reason: `Its files say it runs, but ${who}.` };
    }
    const reason = record ? 'Its files say it was stopped.' : 'It has left no sign of itself.';
    return { state: 'stopped', pid: null, claimed, reason };
  }

  /** Older versions wrote the bare number. */
  private async pidFile(profile: string): Promise<StateFile<Record<string, unknown>>> {
    const path = this.home.pathIn(profile, 'gateway.pid');
    const file = await this.home.readText('hermes', path, smallFile);
    if (file.status !== 'present') return file;
    const bare = /^\s*(\d+)\s*$/.exec(file.value)?.[1];
    if (bare !== undefined) return { status: 'present', value: { pid: Number(bare) } };
    return this.home.readJson('hermes', path, smallFile);
  }
}

interface ProcessRecord extends Record<string, unknown> {
  readonly pid: number;
}

function hasPid(record: Record<string, unknown>): record is ProcessRecord {
  return Number.isSafeInteger(record.pid) && (record.pid as number) > 0;
}

const valueOf = (file: StateFile<Record<string, unknown>>): Record<string, unknown> =>
  file.status === 'present' ? recordOf(file.value) : {};

function unknown(claimed: string | null, reason: string): GatewayProcess {
  return { state: 'unknown', pid: null, claimed, reason };
}

/** A number is used again for other processes; the start time and the command line are not. */
async function look(record: ProcessRecord): Promise<{ isGateway: boolean; reason: string }> {
  const { pid, start_time: startTime } = record;
  const begun = typeof startTime === 'number' ? startTime : startTimeOf(pid);
  if (begun === undefined || !isRunning(pid, begun)) return { isGateway: false, reason: '' };
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  // Without /proc the number and Hermes' word are all there is.
  if (command === undefined)
    return { isGateway: true, reason: `Process ${pid} lives; its command line cannot be seen.` };
  const words = command.split('\0').join(' ');
  const isGateway = /hermes/i.test(words) && /\bgateway\b/.test(words);
  const age = typeof startTime === 'number' ? ' and began when its files say' : '';
  return { isGateway, reason: `Process ${pid} is a gateway${age}.` };
}
