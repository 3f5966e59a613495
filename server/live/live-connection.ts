import type { ServerResponse } from 'node:http';
import type { SignedIn } from '../auth/session-user.ts';
import type { Frame } from './event-ring.ts';
import type { LiveTopic } from './live.contract.ts';

/** Waiting in this process for a client that does not read; the system's own buffers come before. */
const mostWaitingBytes = 2_097_152;
/** Some proxies pass nothing on before they have so much. */
const padding = `: ${' '.repeat(2048)}\n`;
const heartbeat = Buffer.from(': keep-alive\n\n');
/** A last event may still leave; a client that does not read is not waited for. */
const goodbyeMs = 1000;

/** One browser that listens. */
export class LiveConnection {
  readonly openedMs = Date.now();
  private readonly topics: ReadonlySet<string>;

  constructor(
    private readonly response: ServerResponse,
    readonly user: SignedIn,
    topics: readonly LiveTopic[],
  ) {
    this.topics = new Set<string>(topics);
    // A broken connection is reported by 'close'; without a listener it would end the process.
    response.on('error', () => undefined);
  }

  begin(): void {
    this.response.socket?.setKeepAlive(true, 30_000);
    this.response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.response.write(`retry: 3000\n${padding}\n`);
  }

  wants(frame: Frame): boolean {
    return this.topics.has(frame.name);
  }

  send(frame: Frame): void {
    this.write(frame.bytes);
  }

  keepAlive(): void {
    this.write(heartbeat);
  }

  end(last: Frame): void {
    if (this.response.destroyed) return;
    this.response.end(last.bytes);
    setTimeout(() => this.response.destroy(), goodbyeMs).unref();
  }

  private write(bytes: Buffer): void {
    if (this.response.destroyed || this.response.writableEnded) return;
    if (this.response.writableLength > mostWaitingBytes) this.response.destroy();
    else this.response.write(bytes);
  }
}
