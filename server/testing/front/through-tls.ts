import { once } from 'node:events';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FrontProxy } from './front-proxy.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Each time a header was said. */
  readonly said: (name: string) => string[];
  readonly body: string;
}

interface Ask extends Pick<RequestOptions, 'method' | 'maxVersion' | 'agent'> {
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
  /** Of the dashboard instead of 443. */
  readonly isDashboard?: boolean;
}

/** A request through TLS to one of the names, which all lie on this machine. */
export async function open(
  proxy: FrontProxy,
  host: string,
  path: string,
  ask: Ask = {},
): Promise<IncomingMessage> {
  const request = requestOf(proxy, host, path, ask);
  request.end(ask.body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

export async function get(
  proxy: FrontProxy,
  host: string,
  path: string,
  ask: Ask = {},
): Promise<Answer> {
  const response = await open(proxy, host, path, ask);
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part as Buffer);
  const raw = response.rawHeaders;
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    said: (name) => raw.filter((_, at) => at % 2 === 1 && raw[at - 1]!.toLowerCase() === name),
    body: Buffer.concat(parts).toString(),
  };
}

/** Opens a WebSocket as far as the proxies care: what is written afterwards comes back. Answers the status if refused. */
export async function openSocket(
  proxy: FrontProxy,
  path: string,
  headers: Record<string, string>,
  isDashboard = true,
): Promise<Duplex | number> {
  const request = requestOf(proxy, 'console.example.com', path, {
    isDashboard,
    headers: {
      ...headers,
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
    },
  });
  request.end();
  return new Promise((resolve, reject) => {
    request.on('upgrade', (_, socket: Duplex) => resolve(socket));
    request.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('error', reject);
  });
}

function requestOf(proxy: FrontProxy, host: string, path: string, ask: Ask) {
  const port = ask.isDashboard ? proxy.dashboard : proxy.https;
  return httpsRequest({
    host: '127.0.0.1',
    port,
    servername: host,
    ca: proxy.ca,
    path,
    agent: ask.agent ?? false,
    method: ask.method ?? 'GET',
    ...(ask.maxVersion && { maxVersion: ask.maxVersion }),
    headers: { host: ask.isDashboard ? `${host}:${port}` : host, ...ask.headers },
  });
}
