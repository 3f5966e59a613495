import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DomainError } from './domain-error.ts';
import { ExpectationFailed, MalformedRequest, MethodNotAllowed } from './refusals.ts';
import { refusalOfEncoding } from './content-encoding-guard.ts';

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** How often a header was sent. Node keeps the first `Host` and `Authorization` and drops the rest silently. */
export function timesSent(request: IncomingMessage, header: string): number {
  return request.rawHeaders.filter(
    (name, index) => index % 2 === 0 && name.toLowerCase() === header,
  ).length;
}

/**
 * What Node accepts and no honest client sends: TRACE and the like, a request line with a whole URL, two `Host`
 * headers or none, expectations nobody knows, and encoded bodies. Two parties that read such a request differently are how requests get smuggled.
 */
export function refusalOf(request: IncomingMessage): DomainError | undefined {
  if (!methods.has(request.method ?? '')) return new MethodNotAllowed();
  if (!request.url?.startsWith('/') && request.url !== '*')
    return new MalformedRequest('The request line must hold a path, not a URL.');
  const hosts = timesSent(request, 'host');
  if (hosts > 1) return new MalformedRequest('The Host header was sent more than once.');
  // RFC 9112, 3.2; HTTP/1.0 knows no such header.
  if (hosts === 0 && request.httpVersion === '1.1')
    return new MalformedRequest('The Host header is missing.');
  if (!/^(100-continue)?$/i.test(request.headers.expect ?? '')) return new ExpectationFailed();
  return refusalOfEncoding(request);
}

/** Stands before everything that reads a request: no session, no key and no byte of the body was looked at yet. */
export function refuseOddRequests(
  request: IncomingMessage,
  _response: ServerResponse,
  next: (refusal?: DomainError) => void,
): void {
  next(refusalOf(request));
}
