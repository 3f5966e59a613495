import type { ServerResponse } from 'node:http';
import type { GatewayError } from './gateway-error.ts';

/** Proxies in between must neither buffer nor change a stream. */
const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/** The client's side of one exchange. */
export class ClientAnswer {
  /** When the client stopped reading what was sent, in milliseconds of `performance.now()`. */
  private blockedSince: number | undefined;

  constructor(
    private readonly response: ServerResponse,
    events: { onGone(): void; onDrain(): void },
  ) {
    response.on('close', () => {
      if (!response.writableFinished) events.onGone();
    });
    response.on('drain', () => {
      this.blockedSince = undefined;
      events.onDrain();
    });
    // A broken connection is reported by 'close'; without a listener it would end the process.
    response.on('error', () => undefined);
  }

  get hasBegun(): boolean {
    return this.response.headersSent;
  }

  get status(): number {
    return this.response.statusCode;
  }

  addHeaders(headers: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(headers)) this.response.setHeader(name, value);
  }

  beginStream(): void {
    this.response.writeHead(200, streamHeaders);
    this.response.flushHeaders();
  }

  beginBody(status: number, contentType: string): void {
    this.response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
  }

  /** Answers whether the client takes more at once. */
  write(bytes: Buffer): boolean {
    if (this.response.destroyed || bytes.length === 0) return true;
    const takesMore = this.response.write(bytes);
    if (!takesMore) this.blockedSince ??= performance.now();
    return takesMore;
  }

  end(bytes?: Buffer): void {
    if (this.response.destroyed) return;
    if (bytes) this.response.end(bytes);
    else this.response.end();
  }

  /** Sends a whole body with its length. */
  send(status: number, contentType: string, body: Buffer): void {
    if (this.response.destroyed) return;
    this.response.writeHead(status, {
      'content-type': contentType,
      'content-length': body.length,
      'cache-control': 'no-store',
    });
    this.response.end(body);
  }

  /** An error with its real status; nothing may have been sent yet. */
  refuse(error: GatewayError): void {
    this.addHeaders(error.headers);
    this.send(
      error.status,
      'application/json; charset=utf-8',
      Buffer.from(JSON.stringify(error.body)),
    );
  }

  /** For a body that was begun and cannot be finished: the client must notice. */
  breakOff(): void {
    this.response.destroy();
  }

  /** How long the client has not been reading, in milliseconds. */
  blockedForMs(): number {
    return this.blockedSince === undefined ? 0 : performance.now() - this.blockedSince;
  }
}
