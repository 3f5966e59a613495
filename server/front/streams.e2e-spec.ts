import type { IncomingMessage } from 'node:http';
import { eventually, until } from '../testing/eventually.ts';
import {
  startHeldUpstream,
  type HeldStream,
  type HeldUpstream,
} from '../testing/front/held-upstream.ts';
import type { FrontProxy } from '../testing/front/front-proxy.ts';
import {
  startedProxy,
  startFrontProduct,
  type FrontProduct,
} from '../testing/front/front-product.ts';
import { open } from '../testing/front/through-tls.ts';

let upstream: HeldUpstream;
let front: FrontProduct;

beforeAll(async () => {
  upstream = await startHeldUpstream();
  front = await startFrontProduct({
    HERMES_PRE_UPSTREAM_URL: upstream.url,
    HERMES_POST_UPSTREAM_URL: upstream.url,
  });
});
afterAll(async () => {
  await upstream?.close();
  await front?.close();
});

/** What a client has read so far of a stream. */
interface Reading {
  readonly response: IncomingMessage;
  text(): string;
  readonly ended: Promise<'whole' | 'cut'>;
}

async function ask(proxy: FrontProxy, gateway: string): Promise<Reading> {
  const response = await open(proxy, `${gateway}.example.com`, '/v1/chat/completions', {
    method: 'POST',
    headers: { authorization: `Bearer ${front.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'held',
      stream: true,
      messages: [{ role: 'user', content: 'Hello' }],
    }),
  });
  let text = '';
  response.on('data', (part) => (text += String(part)));
  response.on('error', () => undefined);
  const ended = new Promise<'whole' | 'cut'>((resolve) => {
    response.on('close', () => resolve(response.complete ? 'whole' : 'cut'));
  });
  return { response, text: () => text, ended };
}

/** Sooner than a heartbeat finds out that nobody listens. */
const noticed = (held: HeldStream) =>
  eventually(() => expect(held.isAbandoned()).toBe(true), 10_000);

describe.each(['nginx', 'caddy'] as const)('behind %s', (name) => {
  let proxy: FrontProxy;
  beforeAll(async () => {
    proxy = await startedProxy(name, front.behind);
  });
  afterAll(() => proxy?.stop());

  it.each(['pre', 'post'])(
    'each part of a stream of %s arrives before the upstream says the next',
    async (gateway) => {
      const reading = ask(proxy, gateway);
      const held = await upstream.next();
      // Nothing was said yet, and the client has the head of the answer.
      const { response, text, ended } = await reading;
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-type']).toMatch(/^text\/event-stream/);
      for (const word of ['one', 'two', 'three', 'four']) {
        expect(text()).not.toContain(word);
        held.say(word);
        await until(() => text().includes(word));
      }
      held.finish();
      expect(await ended).toBe('whole');
      expect(text()).toMatch(/data: \[DONE\]\n\n$/);
    },
  );

  it('a client that leaves ends the request at the upstream', async () => {
    const reading = ask(proxy, 'pre');
    const held = await upstream.next();
    held.say('one');
    const { response, text } = await reading;
    await until(() => text().includes('one'));
    response.destroy();
    await noticed(held);
  });

  it('a client that leaves before the first word ends the request at the upstream', async () => {
    const reading = ask(proxy, 'post');
    const held = await upstream.next();
    (await reading).response.destroy();
    await noticed(held);
  });

  it('an upstream that breaks off is told to the client', async () => {
    const reading = ask(proxy, 'pre');
    const held = await upstream.next();
    held.say('one');
    const { text, ended } = await reading;
    await until(() => text().includes('one'));
    held.breakOff();
    await ended;
    expect(text()).toContain('"code":"upstream_cut"');
  });
});

describe('a stream in which nothing is said', () => {
  it('is cut by nginx after its proxy_read_timeout, which is why ours is an hour', async () => {
    const proxy = await startedProxy('nginx', front.behind, (text) => {
      // Its default is a minute; a second stands for it here.
      return text.replace('proxy_read_timeout 3600s;', 'proxy_read_timeout 1s;');
    });
    try {
      const reading = ask(proxy, 'pre');
      const held = await upstream.next();
      held.say('one');
      expect(await (await reading).ended).toBe('cut');
    } finally {
      await proxy.stop();
    }
  });

  it.each(['pre', 'post'])('may be silent for an hour behind nginx, at %s', async (gateway) => {
    const { configuration, stop } = await startedProxy('nginx', front.behind);
    await stop();
    const server = configuration
      .split(/^server \{/m)
      .find((block) => block.includes(`server_name ${gateway}.example.com;`))!;
    const location = /location \/ \{([^}]*)\}/.exec(server)![1]!;
    expect(location.match(/proxy_(?:read|send)_timeout \S+;/g)).toEqual([
      'proxy_read_timeout 3600s;',
      'proxy_send_timeout 3600s;',
    ]);
  });

  it('may be silent for ever behind Caddy, which waits for as long as nobody says otherwise', async () => {
    const { configuration, stop } = await startedProxy('caddy', front.behind);
    await stop();
    expect(configuration).toContain(`127.0.0.1:${front.behind.pre}`);
    expect(configuration).toContain(`127.0.0.1:${front.behind.post}`);
    expect(configuration).not.toMatch(/"(?:read|write|response_header|stream)_timeout"/);
  });
});
