import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { dialRelay, type RelayAnswer } from '../../hermes-relay/dial-relay.ts';
import { relayDialUrl } from '../../hermes-relay/relay-address.ts';
import { makeRelayToken } from '../../hermes-relay/relay-token.ts';
import { redact } from '../../redaction.ts';
import { parseEnv } from '../files/env-file.ts';
import { HermesHome } from '../hermes-home.ts';
import { GatewayRelays } from './gateway-relay.ts';
import type { RelayTest, TestRelay } from './gateway-setup.contract.ts';
import { GatewaySetupRefused } from './gateway-setup.errors.ts';

const mostSaid = 120;

/** Opens a connection to the relay of a gateway as the gateway does, and says how it was received. */
@Injectable()
export class RelayTrial {
  constructor(
    private readonly home: HermesHome,
    private readonly relays: GatewayRelays,
  ) {}

  /**
   * Throws `NotFound` for a profile that is not there, and {@link GatewaySetupRefused} without an enrollment, or when a
   * gateway may be connected and nobody said that this does not matter. Whatever goes wrong on the way is an outcome.
   */
  async run(profile: string, { isSecondAccepted }: TestRelay): Promise<RelayTest> {
    const { testHindrance, connection, id } = await this.relays.read(profile);
    if (testHindrance !== null) throw new GatewaySetupRefused(testHindrance);
    if (connection !== 'not_connected' && !isSecondAccepted)
      throw new GatewaySetupRefused(
        'A gateway is or may be connected with this id. Say that a second connection is acceptable.',
      );
    const path = this.home.pathIn(profile, '.env');
    const file = await this.home.readText('hermes', path);
    const { values } = parseEnv(file.status === 'present' ? file.value : '');
    const url = relayDialUrl(values.get('GATEWAY_RELAY_URL') ?? '');
    const secret = values.get('GATEWAY_RELAY_SECRET');
    const payload = values.get('GATEWAY_RELAY_ID');
    if (url === undefined || !secret || !payload)
      throw new GatewaySetupRefused('.env has changed just now. Look again.');
    const at = new Date();
    const startedMs = performance.now();
    const token = makeRelayToken(payload, secret, { now: at });
    const answer = await dialRelay(url, token);
    const tookMs = Math.round(performance.now() - startedMs);
    describeCall({
      target: { kind: 'hermes_relay', id: path, name: `${id ?? 'unnamed'} (${profile})` },
      changes: [{ field: 'outcome', after: answer.outcome }],
    });
    return {
      profile,
      at: at.toISOString(),
      url: redact(url, [secret]),
      outcome: answer.outcome,
      message: wordsFor(answer, url, [secret, token]),
      tookMs,
    };
  }
}

function wordsFor(
  { outcome, closeCode, status, detail }: RelayAnswer,
  url: string,
  secrets: readonly string[],
): string {
  const said = saidBy(redact(detail ?? '', secrets));
  switch (outcome) {
    case 'accepted':
      return 'The connector took the connection and did not refuse it. It was closed again after two seconds.';
    case 'refused':
      return 'Closed with 4401: the secret is not known there, or was revoked. Enroll the gateway again.';
    case 'closed':
      return `The connector closed the connection with code ${closeCode}${said}. That says nothing of the secret.`;
    case 'not_a_relay':
      return status === null
        ? `Something answers there, but not as a relay${said}. Check the address and whether it should begin with wss://.`
        : `It answered HTTP ${status} in place of a WebSocket. No relay is at ${new URL(url).pathname} there, or a proxy before it does not pass WebSockets on.`;
    case 'unreachable':
      return `It could not be reached${said}.`;
    case 'bad_certificate':
      return `Its certificate is not trusted here${said}; nothing was sent to it. Node.js has a list of authorities of its own: NODE_EXTRA_CA_CERTS adds to it. Hermes may judge by another list.`;
    case 'timed_out':
      return 'It did not answer in time.';
    case 'not_called':
      return 'It leads to an address that no relay has, such as the metadata service of a cloud. It was not called.';
  }
}

/** In brackets, on one line: it comes from somebody else. */
const saidBy = (detail: string): string => {
  const text = detail.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return text === '' ? '' : ` (${text.slice(0, mostSaid)})`;
};
