import { once } from 'node:events';
import { createServer, request as httpRequest, Agent, type IncomingMessage } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startFrontProxy, type FrontProxy } from '../server/testing/front/front-proxy.ts';
import { open } from '../server/testing/front/through-tls.ts';
import { median, waitFor } from './processes.ts';
import { discard, startProductProcess } from './product-process.ts';

/**
 * What nginx with TLS, as shipped, adds to a stream: the time to its first byte, and how long each part of it is under way
 * from the upstream to the client. Direct and through nginx take turns in one run, over connections that are kept.
 */
const streams = Number(process.argv[2] ?? 60);
const parts = 20;
const pauseMs = 10;
/** Of the first byte through nginx, at the median. */
const boundMs = 100;

const now = () => performance.timeOrigin + performance.now();

/** Says in each part when it was said. */
async function startUpstream(): Promise<{ url: string; stop(): void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', async () => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (let part = 0; part < parts; part++) {
        response.write(chunk(`at=${now()};`));
        await sleep(pauseMs);
      }
      response.end('data: [DONE]\n\n');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, stop: () => server.close(() => undefined).closeAllConnections() };
}

const chunk = (content: string) =>
  `data: ${JSON.stringify({
    id: 'chatcmpl-bench',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'bench',
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  })}\n\n`;

interface Figures {
  readonly firstByteMs: number[];
  readonly partMs: number[];
}

const ask = { model: 'bench', stream: true, messages: [{ role: 'user', content: 'Hello' }] };

/** One stream, measured. */
async function measure(
  send: (headers: Record<string, string>, body: string) => Promise<IncomingMessage>,
  key: string,
  figures: Figures,
): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const startedMs = now();
  const response = await send(headers, JSON.stringify(ask));
  if (response.statusCode !== 200) throw new Error(`Answered ${response.statusCode}`);
  let isFirst = true;
  for await (const bytes of response) {
    const arrivedMs = now();
    if (isFirst) figures.firstByteMs.push(arrivedMs - startedMs);
    isFirst = false;
    for (const [, said] of String(bytes).matchAll(/at=([\d.]+);/g))
      figures.partMs.push(arrivedMs - Number(said));
  }
}

async function main(): Promise<void> {
  const upstream = await startUpstream();
  const product = await startProductProcess({
    HERMES_PRE_UPSTREAM_URL: upstream.url,
    HERMES_PUBLIC_URL: 'https://console.example.com',
    HERMES_TRUST_PROXY: '127.0.0.1',
  });
  let proxy: FrontProxy | undefined;
  try {
    const { key } = await product.createKey();
    const pre = product.gatewayUrls.pre;
    const [port, console] = [pre, product.consoleUrl].map((url) => Number(new URL(url).port));
    const front = await startFrontProxy('nginx', {
      ...{ console: console!, pre: port!, post: 9, dashboard: 9, webhooks: 9 },
    });
    proxy = front;
    await waitFor(
      () =>
        open(front, 'console.example.com', '/health/live').then(
          (answer) => answer.resume().statusCode === 200,
          () => false,
        ),
      'nginx to answer',
    );
    const plainAgent = new Agent({ keepAlive: true });
    const tlsAgent = new TlsAgent({ keepAlive: true });
    const direct: Figures = { firstByteMs: [], partMs: [] };
    const through: Figures = { firstByteMs: [], partMs: [] };
    const sendDirect = async (headers: Record<string, string>, body: string) => {
      const url = `${pre}/v1/chat/completions`;
      const request = httpRequest(url, { method: 'POST', agent: plainAgent, headers });
      request.end(body);
      return ((await once(request, 'response')) as [IncomingMessage])[0];
    };
    const sendThrough = (headers: Record<string, string>, body: string) =>
      open(front, 'pre.example.com', '/v1/chat/completions', {
        method: 'POST',
        agent: tlsAgent,
        headers,
        body,
      });
    for (let stream = 0; stream < streams; stream++) {
      await measure(sendDirect, key, direct);
      await measure(sendThrough, key, through);
    }
    plainAgent.destroy();
    tlsAgent.destroy();
    report(direct, through);
  } finally {
    await proxy?.stop();
    await discard(product);
    upstream.stop();
  }
}

function report(direct: Figures, through: Figures): void {
  const rows = [
    ['first byte', direct.firstByteMs, through.firstByteMs],
    ['a part, from the upstream to the client', direct.partMs, through.partMs],
  ] as const;
  process.stdout.write(`Medians of ${streams} streams of ${parts} parts, in milliseconds.\n`);
  console.table(
    rows.map(([what, plain, tls]) => ({
      what,
      direct: median(plain).toFixed(2),
      'nginx and TLS': median(tls).toFixed(2),
      ratio: (median(tls) / median(plain)).toFixed(2),
    })),
  );
  // The first one after the start also measures the compiler.
  const firstByteMs = median(through.firstByteMs.slice(1));
  if (firstByteMs > boundMs) {
    process.stdout.write(`The first byte takes longer than ${boundMs} ms.\n`);
    process.exitCode = 1;
  }
}

await main();
