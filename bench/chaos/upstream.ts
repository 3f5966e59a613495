import { appendFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  answerPlain,
  answerStream,
  chunkOf,
  event,
  type UpstreamCallBody,
} from '../../server/testing/test-upstream-answers.ts';
import { misbehave } from '../../server/testing/test-upstream-faults.ts';

/**
 * An upstream as a process of its own. What it is called with is in its log, one JSON line each, before it answers: the
 * log survives whatever happens to it. The model `load:<chunks>:<ms between>:<prompt tokens>:<answer tokens>` is answered
 * with words of its own for each request; every other model as the test upstream answers it. Listens on the
 * given port and prints it.
 */
const logFile = process.argv[2]!;
const note = (what: 'called' | 'left' | 'done', id: string | undefined) =>
  appendFileSync(logFile, `${JSON.stringify({ what, id, at: Date.now() })}\n`);

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function answerLoad(
  id: string,
  call: UpstreamCallBody,
  [, chunks = 1, pauseMs = 0, promptTokens = 1, answerTokens = 1]: number[],
  response: ServerResponse,
): Promise<void> {
  const usage = {
    prompt_tokens: promptTokens,
    completion_tokens: answerTokens,
    total_tokens: promptTokens + answerTokens,
  };
  if (call.stream !== true) {
    await sleep(chunks * pauseMs);
    response.writeHead(200, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: `${id} `.repeat(chunks) };
    response.end(
      JSON.stringify({ id, choices: [{ index: 0, message, finish_reason: 'stop' }], usage }),
    );
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (let index = 0; index < chunks && !response.destroyed; index++) {
    response.write(event(chunkOf({ content: `${id}-${index} ` })));
    if (pauseMs > 0) await sleep(pauseMs);
  }
  response.write(event(chunkOf({}, 'stop')));
  if (call.stream_options?.include_usage)
    response.write(event({ ...chunkOf({}), choices: [], usage }));
  response.end(event('[DONE]'));
}

const server = createServer(async (request, response) => {
  const body = await readAll(request).catch(() => undefined);
  if (body === undefined) return;
  const path = request.url ?? '';
  const id = /chaos-[0-9a-f-]{36}/.exec(body.toString('latin1'))?.[0];
  note('called', id);
  response.on('close', () => note(response.writableFinished ? 'done' : 'left', id));
  response.on('error', () => undefined);
  const call = JSON.parse(body.toString('utf8') || '{}') as UpstreamCallBody;
  const [mode = '', ...rest] = (call.model ?? '').split(':');
  if (mode === 'load') return answerLoad(id ?? '', call, [0, ...rest.map(Number)], response);
  const argument = rest[0] ?? '';
  if (await misbehave({ mode, argument, call, request, response })) return;
  if (call.stream === true) await answerStream(path, call, mode, argument, response);
  else await answerPlain(path, call, mode, argument, response);
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[3]), '127.0.0.1', () => {
  process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`);
});
