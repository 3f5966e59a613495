import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilDefined, until } from '../testing/eventually.ts';
import { chunkOf, event } from '../testing/test-upstream-answers.ts';
import { ClientAnswer } from './client-answer.ts';
import { StreamRelay } from './stream-relay.ts';

const heartbeat = ': keep-alive\n\n';

describe('a stream in which the upstream says nothing', () => {
  let server: Server;
  let relay: StreamRelay;
  let response: IncomingMessage;
  let text: string;

  beforeEach(async () => {
    let made: StreamRelay | undefined;
    server = createServer((_, answer) => {
      const client = new ClientAnswer(answer, { onGone: () => {}, onDrain: () => {} });
      const options = { kind: 'chat', wantsUsage: false, maxBytes: 1000, upstreamKey: undefined };
      made = new StreamRelay(client, options as ConstructorParameters<typeof StreamRelay>[1]);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    [response] = (await once(get({ port, agent: false }), 'response')) as [IncomingMessage];
    relay = await untilDefined(() => made);
    text = '';
    response.setEncoding('utf8').on('data', (part: string) => (text += part));
  });
  afterEach(async () => {
    response.destroy();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  /** What has arrived once a mark that is sent after it has. */
  async function arrived(): Promise<string> {
    const mark = event(chunkOf({ content: 'mark' }));
    relay.data(Buffer.from(mark));
    await until(() => text.includes('"mark"'));
    return text.slice(0, text.indexOf(mark));
  }

  it('says after 15 s that it is still there, and again after 15 more', async () => {
    const now = performance.now();
    relay.tick(now + 15_000);
    relay.tick(now + 16_000);
    relay.tick(now + 30_000);
    expect(await arrived()).toBe(heartbeat.repeat(2));
  });

  it('says nothing before', async () => {
    relay.tick(performance.now() + 14_000);
    expect(await arrived()).toBe('');
  });

  it('counts from what the upstream said last', async () => {
    const begun = performance.now();
    await until(() => performance.now() > begun + 50);
    const word = event(chunkOf({ content: 'word' }));
    relay.data(Buffer.from(word));
    relay.tick(begun + 15_010);
    expect(await arrived()).toBe(word);
  });

  it('says nothing in the middle of an event', async () => {
    const word = event(chunkOf({ content: 'word' }));
    relay.data(Buffer.from(word.slice(0, 10)));
    relay.tick(performance.now() + 16_000);
    relay.data(Buffer.from(word.slice(10)));
    expect(await arrived()).toBe(word);
  });

  it('says nothing behind its end', async () => {
    const end = event('[DONE]');
    relay.data(Buffer.from(event(chunkOf({}, 'stop')) + end));
    relay.tick(performance.now() + 16_000);
    relay.end().release();
    await until(() => response.complete);
    expect(text).not.toContain(heartbeat);
  });
});
