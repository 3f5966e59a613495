import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';
import { latencyMs } from './latency.ts';
import { openIdleStreams } from './idle-streams.ts';
import { startNginx, startPortkey } from './peers.ts';
import { median, residentMb, runScript, type Program } from './processes.ts';
import { discard, startProductProcess } from './product-process.ts';

/**
 * Our gateway with keys, limits and the full audit log on, against programs that do less, in one run: every round
 * measures every target once, so that a machine that slows down slows all of them. Ratios are what counts.
 */
interface Target {
  readonly name: string;
  readonly url: string;
  readonly pid: number | undefined;
  headers(index: number): Record<string, string>;
}

const rounds = Number(process.argv[2] ?? 3);
const seconds = Number(process.argv[3] ?? 5);
const idleStreams = 1000;
const users = 20;
const here = fileURLToPath(new URL('.', import.meta.url));
const script = (name: string) => join(here, `${name}.js`);
const body = (fields: object) =>
  JSON.stringify({
    messages: [{ role: 'user', content: 'Say something. '.repeat(60) }],
    max_tokens: 100,
    ...fields,
  });
const plain = body({ model: 'bench' });
const streamed = body({ model: 'bench', stream: true });

async function load(target: Target, connections: number, payload: string): Promise<number> {
  let client = 0;
  const result = await autocannon({
    url: `${target.url}/v1/chat/completions`,
    method: 'POST',
    connections,
    duration: seconds,
    body: payload,
    setupClient: (connection) => {
      connection.setHeaders({ 'content-type': 'application/json', ...target.headers(client++) });
    },
  });
  const failed = result.non2xx + result.errors;
  if (failed > 0) throw new Error(`${target.name}: ${failed} requests failed`);
  return result.requests.total / result.duration;
}

async function main(): Promise<void> {
  const stub = await runScript(script('stub-upstream'));
  const upstream = `http://127.0.0.1:${stub.port}`;
  const programs: Program[] = [stub];
  const targets: Target[] = [
    { name: 'no gateway', url: upstream, pid: undefined, headers: () => ({}) },
  ];
  const add = (
    name: string,
    program: Program & { port: number },
    headers: Target['headers'] = () => ({}),
  ) => {
    programs.push(program);
    targets.push({
      name,
      url: `http://127.0.0.1:${program.port}`,
      pid: program.child.pid,
      headers,
    });
  };
  const nginx = await startNginx(stub.port);
  if (nginx) add('nginx', nginx);
  add('bare undici proxy', await runScript(script('bare-undici-proxy'), [upstream]));
  add('bare http-proxy', await runScript(script('bare-http-proxy'), [upstream]));
  const portkey = await startPortkey();
  if (portkey)
    add('Portkey', portkey, () => ({
      authorization: 'Bearer none',
      'x-portkey-provider': 'openai',
      'x-portkey-custom-host': `${upstream}/v1`,
    }));
  const product = await startProductProcess({ HERMES_PRE_UPSTREAM_URL: upstream });
  const keys: string[] = [];
  for (let index = 0; index < users; index++) keys.push((await product.createKey()).key);
  targets.push({
    name: 'this gateway',
    url: product.gatewayUrls.pre,
    pid: product.program.child.pid,
    headers: (index) => ({ authorization: `Bearer ${keys[index % users]}` }),
  });

  const figures = new Map(
    targets.map(({ name }): [string, Figures] => [name, { one: [], fifty: [], streams: [] }]),
  );
  for (let round = 0; round < rounds; round++)
    for (const target of targets) {
      process.stderr.write(`round ${round + 1}/${rounds}: ${target.name}\n`);
      const measured = figures.get(target.name)!;
      measured.one.push(
        await latencyMs(`${target.url}/v1/chat/completions`, target.headers(0), plain, seconds / 2),
      );
      measured.fifty.push(await load(target, 50, plain));
      measured.streams.push(await load(target, 20, streamed));
    }
  await report(targets, figures);
  for (const program of programs) await program.stop();
  await discard(product);
}

interface Figures {
  /** p50 in milliseconds. */
  readonly one: number[];
  /** Requests a second. */
  readonly fifty: number[];
  readonly streams: number[];
}

async function report(
  targets: readonly Target[],
  figures: ReadonlyMap<string, Figures>,
): Promise<void> {
  const of = (name: string, kind: keyof Figures) => median(figures.get(name)?.[kind] ?? []);
  const rows = [];
  for (const { name, url, pid, headers } of targets) {
    const loadedMb = pid === undefined ? undefined : residentMb(pid);
    const idle =
      pid === undefined
        ? undefined
        : await openIdleStreams(url, headers, body({ model: 'idle', stream: true }), idleStreams);
    const idleMb = pid === undefined ? undefined : residentMb(pid);
    idle?.close();
    const ratio = (kind: 'fifty' | 'streams', other: string) =>
      (of(name, kind) / of(other, kind)).toFixed(2);
    rows.push({
      target: name,
      'p50 at 1, ms': of(name, 'one').toFixed(2),
      'added ms': (of(name, 'one') - of('no gateway', 'one')).toFixed(2),
      'req/s at 50': Math.round(of(name, 'fifty')),
      '÷ http-proxy': ratio('fifty', 'bare http-proxy'),
      '÷ Portkey': ratio('fifty', 'Portkey'),
      'streams/s at 20': Math.round(of(name, 'streams')),
      'streams ÷ http-proxy': ratio('streams', 'bare http-proxy'),
      'streams ÷ Portkey': ratio('streams', 'Portkey'),
      'MB after load': loadedMb,
      [`MB with ${idleStreams} idle streams`]: idleMb,
    });
  }
  process.stdout.write(`Medians of ${rounds} interleaved rounds of ${seconds} s.\n`);
  console.table(rows);
}

await main();
