import { WebSocket } from 'ws';
import { guardedLookup, isMetadataUrl } from '../http/metadata-address.ts';
import { relayRefusalCode, type RelayOutcome } from './relay-outcomes.ts';

export interface RelayAnswer {
  readonly outcome: RelayOutcome;
  /** Of the WebSocket that was closed. */
  readonly closeCode: number | null;
  /** Of HTTP, when the answer was no WebSocket. */
  readonly status: number | null;
  /** What the other side or the system said, as it was said. */
  readonly detail: string | null;
}

const limits = {
  /** For name, connection, TLS and upgrade together. */
  openWithinMs: 10_000,
  /** A connector takes the upgrade before it looks at the token: only then it closes. */
  settleMs: 2000,
};
const goodbyeMs = 1000;
const mostBytes = 65_536;

/**
 * Opens a WebSocket with a token of `makeRelayToken`, waits whether it is refused, and closes it. Nothing is said on it:
 * to the connector it is a gateway that came and went. Redirects are not followed, because the token is for this address.
 */
export async function dialRelay(
  url: string,
  token: string,
  { openWithinMs, settleMs } = limits,
): Promise<RelayAnswer> {
  if (isMetadataUrl(url)) return ended('not_called');
  const socket = new WebSocket(url, {
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'hermes-control-plane' },
    lookup: guardedLookup,
    followRedirects: false,
    perMessageDeflate: false,
    maxPayload: mostBytes,
  });
  const timers: NodeJS.Timeout[] = [];
  try {
    return await new Promise<RelayAnswer>((resolve) => {
      const after = (ms: number, outcome: RelayOutcome) =>
        timers.push(setTimeout(() => resolve(ended(outcome)), ms));
      after(openWithinMs, 'timed_out');
      socket.on('open', () => {
        timers.splice(0).forEach(clearTimeout);
        after(settleMs, 'accepted');
      });
      socket.on('close', (closeCode, reason) => {
        const outcome = closeCode === relayRefusalCode ? 'refused' : 'closed';
        resolve(ended(outcome, { closeCode, detail: reason.toString() || null }));
      });
      socket.on('unexpected-response', (_request, { statusCode = null }) => {
        resolve(ended('not_a_relay', { status: statusCode }));
      });
      socket.on('error', (error) => resolve(failureOf(error)));
    });
  } finally {
    timers.forEach(clearTimeout);
    hangUp(socket);
  }
}

function hangUp(socket: WebSocket): void {
  setTimeout(() => socket.terminate(), goodbyeMs).unref();
  socket.close(1000);
}

const ended = (
  outcome: RelayOutcome,
  { closeCode = null, status = null, detail = null }: Partial<RelayAnswer> = {},
): RelayAnswer => ({ outcome, closeCode, status, detail });

function failureOf({ code, message }: NodeJS.ErrnoException): RelayAnswer {
  if (code === 'EREFUSEDADDRESS') return ended('not_called');
  if (code === 'ETIMEDOUT') return ended('timed_out');
  if (isAboutCertificate(code)) return ended('bad_certificate', { detail: code });
  // Of OpenSSL: the other side does not speak TLS. Of ws: no WebSocket. Of Node's parser: no HTTP.
  const isOtherSpeech =
    code === undefined || /^(EPROTO$|ERR_SSL_|WS_ERR_|HPE_)/.test(code) || code === 'ECONNRESET';
  return ended(isOtherSpeech ? 'not_a_relay' : 'unreachable', { detail: code ?? message });
}

/** Codes of OpenSSL as Node names them (tls, "X509 certificate error codes"), and Node's own about the name. */
function isAboutCertificate(code: string | undefined): code is string {
  return /CERT|^UNABLE_TO_|^CRL_|^ERROR_IN_|^HOSTNAME_MISMATCH$|^INVALID_CA$|^PATH_LENGTH_EXCEEDED$|^INVALID_PURPOSE$/.test(
    code ?? '',
  );
}
