import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { misbehave } from './test-upstream-faults.ts';
import { answerPlain, answerStream, type UpstreamCallBody } from './test-upstream-answers.ts';

/** What the upstream noticed of one request. Times in milliseconds since the epoch. */
export interface SeenRequest {
  /** `chaos-<uuid>` found in the body, else the client's own id. */
  readonly id: string | undefined;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodySha256: string;
  readonly arrivedAt: number;
  abortedAt?: number;
  finishedAt?: number;
}

/** An OpenAI-compatible server that does what the `model` of each request says: `mode` or `mode:argument`. */
export interface TestUpstream {
  /** Without `/v1`. */
  readonly url: string;
  readonly port: number;
  readonly seen: SeenRequest[];
  close(): Promise<void>;
}

const models = ['ok:1', 'ok:5', 'provider/deep:7'];

export async function startTestUpstream(
  options: { readonly port?: number } = {},
): Promise<TestUpstream> {
  const seen: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? '';
    if (path === '/seen') {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(seen));
      return;
    }
    const body = await readAll(request);
    const entry = note(request, body);
    seen.push(entry);
    response.on('close', () => {
      if (response.writableFinished) entry.finishedAt = Date.now();
      else entry.abortedAt = Date.now();
    });
    // A client that left is noted above; its half-written answer is nobody's loss.
    response.on('error', () => undefined);
    if (path === '/v1/models') {
      const data = models.map((id) => ({ id, object: 'model', created: 1, owned_by: 'test' }));
      response
        .setHeader('content-type', 'application/json')
        .end(JSON.stringify({ object: 'list', data }));
      return;
    }
    const call = JSON.parse(body.toString('utf8') || '{}') as UpstreamCallBody;
    const [mode = 'ok', argument = ''] = (call.model ?? 'ok').split(':');
    if (await misbehave({ mode, argument, call, request, response })) return;
    if (call.stream === true) await answerStream(path, call, mode, argument, response);
    else await answerPlain(path, call, mode, argument, response);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function note(request: IncomingMessage, body: Buffer): SeenRequest {
  const marker = /chaos-[0-9a-f-]{36}/.exec(body.toString('latin1'))?.[0];
  return {
    id: marker ?? (request.headers['x-client-request-id'] as string | undefined),
    path: request.url ?? '',
    headers: request.headers,
    bodySha256: createHash('sha256').update(body).digest('hex'),
    arrivedAt: Date.now(),
  };
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
