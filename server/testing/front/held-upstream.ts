import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilDefined } from '../eventually.ts';
import { chunkOf, event } from '../test-upstream-answers.ts';

/** A stream of the upstream that goes on only when the test says so. */
export interface HeldStream {
  say(text: string): void;
  finish(): void;
  breakOff(): void;
  /** Whether whoever asked has gone before the end. */
  isAbandoned(): boolean;
}

/** An upstream whose streams wait for the test. */
export interface HeldUpstream {
  readonly url: string;
  /** The stream that was asked for next. */
  next(): Promise<HeldStream>;
  close(): Promise<void>;
}

export async function startHeldUpstream(): Promise<HeldUpstream> {
  const waiting: HeldStream[] = [];
  const server = createServer((request, response) => {
    request.resume().on('end', () => waiting.push(begin(response)));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: () => untilDefined(() => waiting.shift()),
    async close() {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}

function begin(response: ServerResponse): HeldStream {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
  return {
    say: (content) => response.write(event(chunkOf({ content }))),
    finish: () => response.end(event(chunkOf({}, 'stop')) + event('[DONE]')),
    breakOff: () => response.destroy(),
    isAbandoned: () => response.closed && !response.writableFinished,
  };
}
