import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  GatewayRelay,
  RelayTest,
} from '../../../../../server/hermes-state/status/gateway-setup.contract';
import { Confirm } from '../../ui/confirm';
import { type Problem, problemOf } from '../../ui/problem';
import { SetupStore } from './setup-store';
import { isUnprotected } from './setup-view';
import type { Look } from './status-looks';

export const relayLooks: { readonly [Outcome in RelayTest['outcome']]: Look } = {
  accepted: { word: 'Accepted', tone: 'good', icon: 'check' },
  refused: { word: 'Refused', tone: 'bad', icon: 'blocked' },
  closed: { word: 'Closed', tone: 'warning', icon: 'warning' },
  not_a_relay: { word: 'Not a relay', tone: 'bad', icon: 'error' },
  unreachable: { word: 'Unreachable', tone: 'bad', icon: 'error' },
  bad_certificate: { word: 'Certificate wrong', tone: 'bad', icon: 'error' },
  timed_out: { word: 'Timed out', tone: 'bad', icon: 'clock' },
  not_called: { word: 'Not called', tone: 'bad', icon: 'blocked' },
};

/** What the operator knows before a second connection with the id of the gateway is opened. */
export function trialConsequences({ connection, url }: GatewayRelay): string[] {
  return [
    'A WebSocket is opened to the connector as the gateway does it, with a token made from the secret in .env. It is closed again after two seconds at most; nothing is sent on it.',
    ...(connection === 'connected'
      ? [
          'The gateway is connected now. What this connector does with a second connection of the same gateway is not known: it may end the first, and messages may wait until the gateway has connected anew.',
        ]
      : []),
    ...(connection === 'unknown'
      ? [
          'Whether the gateway is connected now cannot be told here. If it is, the connector may end its connection.',
        ]
      : []),
    ...(isUnprotected(url ?? '')
      ? ['Without TLS the token can be read on the way, and used for five minutes.']
      : []),
  ];
}

interface Trial {
  /** Of what was tested. */
  readonly profile: string;
  readonly version: string;
  readonly result?: RelayTest;
  readonly problem?: Problem;
}

/** The test of the connection to the relay, and what came of the last one. */
@Injectable()
export class RelayTrial {
  private readonly confirm = inject(Confirm);
  private readonly http = inject(HttpClient);
  private readonly store = inject(SetupStore);
  private readonly last = signal<Trial | undefined>(undefined);
  readonly isRunning = signal(false);
  /** Nothing is said of another enrollment than the one that is shown. */
  readonly outcome = computed(() => {
    const last = this.last();
    const relay = this.store.relay();
    return last?.profile === relay?.profile && last?.version === relay?.version ? last : undefined;
  });

  async run(relay: GatewayRelay): Promise<void> {
    const { profile, version, connection } = relay;
    const confirmed = await this.confirm.ask({
      title: `Test the connection of ${relay.id ?? 'the gateway'} to its relay?`,
      consequences: trialConsequences(relay),
      ...(relay.url !== null && { affected: [relay.url] }),
      confirm: 'Test connection',
      isDangerous: connection !== 'not_connected',
    });
    if (confirmed === undefined) return;
    this.last.set(undefined);
    this.isRunning.set(true);
    try {
      const result = await firstValueFrom(
        this.http.post<RelayTest>(
          '/api/admin/hermes/status/relay/test',
          { isSecondAccepted: connection !== 'not_connected' },
          { params: { profile } },
        ),
      );
      this.last.set({ profile, version, result });
    } catch (error) {
      this.last.set({ profile, version, problem: problemOf(error) });
    } finally {
      this.isRunning.set(false);
    }
  }
}
