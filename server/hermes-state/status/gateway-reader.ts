import { Injectable } from '@nestjs/common';
import type { ProcessIdentity } from '../../hermes-process/run-file.ts';
import { startTimeOf } from '../../http/process-start-time.ts';
import { HermesHome, parseJsonObject } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf, type StateFile } from '../state-file.ts';
import { fieldsOf, numberOf, textOf, textsOf, timeOf, type Fields } from './file-values.ts';
import { readLocks, type LockList } from './held-locks.ts';
import type { HermesGateway } from './status.contract.ts';
import { verifyGateway } from './verify-gateway.ts';

const mostBytes = 262_144;
const mostPlatforms = 100;
/** Of one profile. */
const mostSeenHere = 20;

export interface GatewayReading {
  readonly gateway: HermesGateway;
  readonly files: readonly SourceFile[];
}

/** How the gateway of a profile really does. */
@Injectable()
export class GatewayReader {
  /** By profile: what was its gateway on this machine, newest last. */
  private readonly seenHere = new Map<string, readonly ProcessIdentity[]>();

  constructor(private readonly home: HermesHome) {}

  /** These were gateways of the profile on this machine: once they have ended, what they leave behind is not believed. */
  rememberHere(profile: string, processes: readonly ProcessIdentity[]): void {
    const known = this.seenHere.get(profile) ?? [];
    const isKnown = (one: ProcessIdentity) =>
      known.some(({ pid, startTime }) => pid === one.pid && startTime === one.startTime);
    const unknown = processes.filter((one) => !isKnown(one));
    if (unknown.length > 0) this.seenHere.set(profile, [...known, ...unknown].slice(-mostSeenHere));
  }

  /** `locks` are read afresh unless they are given. The profile must be there. */
  async read(profile: string, locks?: LockList): Promise<GatewayReading> {
    const at = (name: string) => this.home.pathIn(profile, name);
    const [pidFile, lockFile, stateFile, heartbeatFile] = await Promise.all([
      this.readRecord(at('gateway.pid')),
      this.readRecord(at('gateway.lock')),
      this.readRecord(at('gateway_state.json')),
      this.readRecord(at('state/gateway.heartbeat')),
    ]);
    const state = valueOf(stateFile);
    const heartbeat = valueOf(heartbeatFile);
    const record = [pidFile, lockFile, stateFile].map(valueOf).find(({ pid }) => pid !== undefined);
    const verification = await verifyGateway(
      this.home,
      at('gateway.lock'),
      { record: record ?? {}, state, heartbeat, seenHere: this.seenHere.get(profile) ?? [] },
      // Nobody holds what is not there, and a thousand profiles are asked at once.
      lockFile.status === 'missing' ? [] : (locks ?? (await readLocks())),
    );
    const { pid } = verification;
    const startTime = pid === null ? undefined : startTimeOf(pid);
    if (pid !== null && startTime !== undefined) this.rememberHere(profile, [{ pid, startTime }]);
    return {
      gateway: {
        ...verification,
        evidence: [...verification.evidence],
        recordedState: textOf(state.gateway_state),
        activeAgents: numberOf(state.active_agents),
        restartRequested: state.restart_requested === true,
        exitReason: textOf(state.exit_reason),
        updatedAt: timeOf(state.updated_at),
        heartbeatAt: timeOf(heartbeat.updated_at),
        platforms: platformsOf(state),
        servedProfiles: textsOf(state.served_profiles),
      },
      files: [
        sourceOf(at('gateway.pid'), pidFile),
        sourceOf(at('gateway.lock'), lockFile),
        sourceOf(at('gateway_state.json'), stateFile),
        sourceOf(at('state/gateway.heartbeat'), heartbeatFile),
      ],
    };
  }

  /** Earlier versions wrote the bare number of the process. */
  private async readRecord(path: string): Promise<StateFile<Fields>> {
    const text = await this.home.readText('hermes', path, mostBytes);
    if (text.status !== 'present') return text;
    return /^\s*\d{1,10}\s*$/.test(text.value)
      ? { status: 'present', value: { pid: Number(text.value) } }
      : parseJsonObject(text.value);
  }
}

const valueOf = (file: StateFile<Fields>): Fields => (file.status === 'present' ? file.value : {});

function platformsOf(state: Fields): HermesGateway['platforms'] {
  return Object.entries(fieldsOf(state.platforms))
    .slice(0, mostPlatforms)
    .map(([name, value]) => {
      const platform = fieldsOf(value);
      return {
        name,
        state: textOf(platform.state) ?? 'unknown',
        errorCode: textOf(platform.error_code),
        errorMessage: textOf(platform.error_message),
        updatedAt: timeOf(platform.updated_at),
      };
    });
}
