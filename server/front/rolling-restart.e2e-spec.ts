import type { IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrontProxy } from '../testing/front/front-proxy.ts';
import { consoleHost, cookieOf, signIn, startedProxy } from '../testing/front/front-product.ts';
import { ask, startSteadyLoad, type Sent } from '../testing/front/steady-load.ts';
import { get, open } from '../testing/front/through-tls.ts';
import { startTwoProcesses, type TwoProcesses } from '../testing/front/two-processes.ts';
import { packageFolder } from '../version.ts';

/** What was seen of the console while one process was gone. */
interface Meanwhile {
  readonly signedIn: readonly boolean[];
  readonly live: readonly string[];
}

const textOf = (file: string) => readFileSync(join(packageFolder, file), 'utf8');

it('nginx lets go of every idle connection before a process of the README may close it', () => {
  const snippet = textOf('deploy/nginx/snippets/hermes-two-processes.conf').replaceAll(/#.*/g, '');
  const kept = [...snippet.matchAll(/keepalive_timeout (\d+)s;/g)].map(([, seconds]) => +seconds!);
  const upstreams = snippet.match(/^upstream /gm)!;
  const recipe = textOf('README.md').split('**Without a pause**')[1]!;
  const delay = +/HERMES_DRAIN_DELAY_SECONDS=(\d+)/.exec(recipe)![1]!;
  // A second apart at least: each counts by itself, and a machine can be busy.
  expect(kept.filter((seconds) => seconds <= delay - 1)).toHaveLength(upstreams.length);
  expect(delay).toBe(drainDelaySeconds);
});

/** Longer than nginx keeps a connection that nobody uses: `keepalive_timeout` of hermes-two-processes.conf. */
const drainDelaySeconds = 3;
/**
 * What some clients wait between two requests, each of these together, so that many connections are idle: around the time
 * that nginx keeps one, and around the one after which a process may close it.
 */
const pausesMs = [1950, 2050, 2950, 3000, 3050];

describe('two processes behind nginx, restarted in turn while everybody goes on asking,', () => {
  let processes: TwoProcesses;
  let proxy: FrontProxy;
  let cookie: string;
  let key: string;
  let sent: readonly Sent[];
  const ends: (number | NodeJS.Signals)[] = [];
  const long: Sent[] = [];
  const meanwhile: Meanwhile[] = [];
  const heldLive: boolean[] = [];

  beforeAll(async () => {
    processes = await startTwoProcesses({
      HERMES_DRAIN_DELAY_SECONDS: String(drainDelaySeconds),
    });
    const [first, second] = processes.ports;
    const behind = { ...first, second, dashboard: 9, webhooks: 9 };
    proxy = await startedProxy('nginx', behind, (text) =>
      text
        .replace('include snippets/hermes-one-process.conf;', '')
        .replace('# include snippets/hermes-two', 'include snippets/hermes-two'),
    );
    cookie = cookieOf(await signIn(proxy));
    key = await newKey();
    const load = startSteadyLoad(proxy, { key, clients: 12, pausesMs });
    for (const index of [0, 1]) await restart(index);
    await load.stop();
    ({ sent } = load);
  });
  afterAll(async () => {
    await proxy?.stop();
    await processes?.close();
  });

  async function newKey(): Promise<string> {
    const made = await get(proxy, consoleHost, '/api/admin/api-users', {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({
        displayName: 'Steady',
        gateways: ['pre', 'post'],
        requestsPerMinute: 1_000_000,
        monthlyTokenCap: 1_000_000_000_000,
      }),
    });
    return (JSON.parse(made.body) as { key: string }).key;
  }

  const openLive = () => open(proxy, consoleHost, '/api/admin/live', { headers: { cookie } });

  /** Streams and live channels on both processes are open when one of them is asked to stop. */
  async function restart(index: number): Promise<void> {
    const streams = ['pre', 'pre', 'post', 'post'].map((gateway) =>
      ask(proxy, { gateway, key, isStream: true, model: 'slow:250' }),
    );
    const channels = await Promise.all([openLive(), openLive(), openLive(), openLive()]);
    const channelsEnd = channels.map(endOf);
    ends.push(await processes.stop(index));
    long.push(...(await Promise.all(streams)));
    meanwhile.push(await lookAround());
    for (const channel of channels) channel.destroy();
    heldLive.push(...(await Promise.all(channelsEnd)));
    await processes.start(index);
  }

  async function lookAround(): Promise<Meanwhile> {
    const signedIn: boolean[] = [];
    const live: string[] = [];
    for (let round = 0; round < 4; round++) {
      const status = await get(proxy, consoleHost, '/api/auth/status', { headers: { cookie } });
      signedIn.push((JSON.parse(status.body) as { authenticated: boolean }).authenticated);
      const channel = await openLive();
      const [first] = (await once(channel, 'data')) as [Buffer];
      live.push(`${channel.statusCode} ${first.length > 0}`);
      channel.destroy();
    }
    return { signedIn, live };
  }

  it('answer each request, whole', () => {
    expect(sent.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    // Enough to have met every moment of a stop.
    expect(sent.length).toBeGreaterThan(100);
  });

  it('send each request to the upstream once', () => {
    const arrivals = new Map<string, number>();
    for (const { id } of processes.upstream.seen)
      if (id?.startsWith('chaos-')) arrivals.set(id, (arrivals.get(id) ?? 0) + 1);
    const asked = [...sent, ...long].map(({ id }) => id);
    expect(asked.filter((id) => arrivals.get(id) !== 1)).toEqual([]);
    expect(arrivals.size).toBe(asked.length);
  });

  it('finish the streams that ran when they were asked to stop', () => {
    expect(long.map(({ outcome }) => outcome)).toEqual(Array(8).fill('ok'));
  });

  it('end by themselves', () => {
    expect(ends).toEqual([0, 0]);
  });

  it('know who is signed in at the other one', () => {
    expect(meanwhile.flatMap(({ signedIn }) => signedIn)).toEqual(Array(8).fill(true));
  });

  it('tell what happens live to those who connect again', () => {
    expect(meanwhile.flatMap(({ live }) => live)).toEqual(Array(8).fill('200 true'));
    // Of those that were open some ended with their process, others went on at the one that stayed.
    expect(new Set(heldLive)).toEqual(new Set([true, false]));
  });
});

/** Whether the server ended it, and not we. */
async function endOf(channel: IncomingMessage): Promise<boolean> {
  let text = '';
  try {
    for await (const part of channel) text += String(part);
    return text.includes('shutdown');
  } catch {
    return false;
  }
}
