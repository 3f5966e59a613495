import { createHmac } from 'node:crypto';

/** Hermes takes a signature so long before and after its time. */
export const signatureLifeMs = 300_000;

/**
 * The headers that sign a body for a webhook of Hermes: the second kind, whose HMAC-SHA256 covers the time, so that what
 * was overheard is worth nothing after five minutes.
 */
export function signedHeaders(
  body: string,
  secret: string,
  at: Date,
): { readonly 'x-webhook-timestamp': string; readonly 'x-webhook-signature-v2': string } {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return { 'x-webhook-timestamp': timestamp, 'x-webhook-signature-v2': signature };
}
