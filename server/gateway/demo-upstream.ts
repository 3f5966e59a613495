import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { demoAnswer, type DemoRequest } from './demo-answers.ts';

/** It parses what it is sent in this very process, so it takes less than an upstream. */
const maxBodyBytes = 262_144;

/**
 * The built-in upstream for a first look without any provider: an OpenAI-compatible echo on loopback that says so in
 * every answer. Both gateways share it; it starts with the first and is closed once.
 */
export class DemoUpstreamHolder {
  private server: Server | undefined;
  private starting: Promise<string> | undefined;

  /** Resolves with its origin. */
  start(): Promise<string> {
    this.starting ??= this.listen();
    return this.starting;
  }

  async close(): Promise<void> {
    const { server } = this;
    if (!server) return;
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  }

  private async listen(): Promise<string> {
    const server = createServer((request, response) => {
      void answer(request, response).catch(() => response.destroy());
    });
    this.server = server;
    server.keepAliveTimeout = 60_000;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A client that leaves in the middle is nothing to tell about.
  response.on('error', () => undefined);
  const path = request.url ?? '';
  if (request.method === 'GET' && path === '/v1/models') {
    const data = [
      { id: 'hermes-demo', object: 'model', created: 0, owned_by: 'hermes-control-plane' },
    ];
    sendJson(response, 200, { object: 'list', data });
    return;
  }
  const text = await readBody(request);
  if (text === undefined) {
    sendJson(response, 413, {
      error: {
        message: `The demo upstream takes ${maxBodyBytes} bytes.`,
        type: 'invalid_request_error',
        code: 'request_too_large',
      },
    });
    return;
  }
  const body = parse(text);
  const result = body && demoAnswer(path, body);
  if (!result) {
    sendJson(response, 404, {
      error: {
        message: `The demo upstream has no ${path}.`,
        type: 'invalid_request_error',
        code: 'not_found',
      },
    });
    return;
  }
  if (result.kind === 'whole') {
    sendJson(response, 200, result.body);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of result.events) if (!response.destroyed) response.write(event);
  response.end();
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length });
  response.end(text);
}

/** Reads all of it, so that the answer arrives; keeps none of what is too large. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function parse(text: string): DemoRequest | undefined {
  try {
    return JSON.parse(text) as DemoRequest;
  } catch {
    return undefined;
  }
}
