import type { IncomingMessage, ServerResponse } from 'node:http';
import { v7 as uuidv7 } from 'uuid';

const ids = new WeakMap<IncomingMessage, string>();

/** The request's own UUIDv7, made at the first question. What a client sends in `x-request-id` is never used for it. */
export function requestIdOf(request: IncomingMessage): string {
  let id = ids.get(request);
  if (id === undefined) ids.set(request, (id = uuidv7()));
  return id;
}

/** Puts the id on the answer, whatever becomes of it. */
export function sendRequestId(
  request: IncomingMessage,
  response: ServerResponse,
  next: () => void,
): void {
  response.setHeader('x-request-id', requestIdOf(request));
  next();
}
