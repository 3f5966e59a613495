import type { IncomingMessage } from 'node:http';
import type { DomainError } from './domain-error.ts';
import { UnsupportedMediaType } from './refusals.ts';

/**
 * A decoder is a parser of hostile bytes, and a bomb besides (CVE-2026-111497 is a heap overflow in brotli), so no
 * compressed body is ever decoded, on any port.
 */
export function refusalOfEncoding(request: IncomingMessage): DomainError | undefined {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase();
  return encoding === undefined || encoding === '' || encoding === 'identity'
    ? undefined
    : new UnsupportedMediaType('Send the body without a Content-Encoding.');
}
