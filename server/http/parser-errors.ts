import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { v7 as uuidv7 } from 'uuid';
import type { DomainError } from './domain-error.ts';
import { HeadersTooLarge, MalformedRequest, RequestTimeout } from './refusals.ts';

/** What a refusal looks like on this port. */
export type Body = (refusal: DomainError, requestId: string) => object;

/**
 * Answers what Node's parser refuses before there is a request, in the port's own form and with an id; by itself Node
 * sends a bare status line. What it can hand over (a missing Host, an expectation) reaches the app like any request, and
 * `refusalOf` refuses it. Call before `listen`.
 */
export function answerParserErrors(server: Server, body: Body): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', (request: IncomingMessage, response: ServerResponse) =>
    answers.set(request.socket, response),
  );
  (server as Server & { requireHostHeader: boolean }).requireHostHeader = false;
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answers.get(socket);
    const isUnderWay = answer !== undefined && !answer.writableFinished;
    // Into an answer that has begun nothing can be said.
    if (error.code === 'ECONNRESET' || !socket.writable || (isUnderWay && answer.headersSent)) {
      socket.destroy();
      return;
    }
    const ownId = isUnderWay ? answer.getHeader('x-request-id') : undefined;
    const requestId = typeof ownId === 'string' ? ownId : uuidv7();
    const refusal = refusalOfParser(error.code);
    socket.write(textOf(refusal, requestId, body(refusal, requestId)));
    socket.destroy();
  });
}

function refusalOfParser(code: string | undefined): DomainError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new HeadersTooLarge();
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestTimeout();
    default:
      return new MalformedRequest('The request is not proper HTTP.');
  }
}

function textOf({ status }: DomainError, requestId: string, body: object): string {
  const text = JSON.stringify(body);
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `x-request-id: ${requestId}`,
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    `date: ${new Date().toUTCString()}`,
    'connection: close',
    '',
    text,
  ].join('\r\n');
}
