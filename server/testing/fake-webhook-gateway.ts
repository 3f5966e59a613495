import { createHmac, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What came to {@link startWebhookGateway} with a right signature. */
export interface ReceivedEvent {
  readonly route: string;
  readonly body: string;
  readonly requestId: string;
}

export interface WebhookGateway {
  readonly port: number;
  readonly received: readonly ReceivedEvent[];
  /** By the name of the route. */
  secrets: Record<string, string>;
  /** Answers so instead of 202, once the signature is right. */
  answer: { readonly status: number; readonly body: string } | undefined;
  close(): Promise<void>;
}

const longestAgeSeconds = 300;

/** A listener that checks what is posted to it as the webhook platform of Hermes 0.19 does. */
export async function startWebhookGateway(port = 0): Promise<WebhookGateway> {
  const received: ReceivedEvent[] = [];
  const server = createServer((request, response) => {
    const end = (status: number, body: string | object) =>
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(typeof body === 'string' ? body : JSON.stringify(body));
    void bodyOf(request).then((body) => {
      const route = /^\/webhooks\/([^/]+)$/.exec(request.url ?? '')?.[1] ?? '';
      const secret = gateway.secrets[route];
      if (secret === undefined) return end(404, { error: `Unknown route: ${route}` });
      if (!isSigned(request, body, secret)) return end(401, { error: 'Invalid signature' });
      received.push({ route, body, requestId: String(request.headers['x-request-id']) });
      if (gateway.answer) return end(gateway.answer.status, gateway.answer.body);
      return end(202, { status: 'accepted', route });
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const gateway: WebhookGateway = {
    port: (server.address() as AddressInfo).port,
    received,
    secrets: {},
    answer: undefined,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return gateway;
}

function isSigned({ headers }: IncomingMessage, body: string, secret: string): boolean {
  const timestamp = String(headers['x-webhook-timestamp']);
  const ageSeconds = Math.abs(Date.now() / 1000 - Number(timestamp));
  const given = Buffer.from(String(headers['x-webhook-signature-v2']), 'hex');
  const right = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest();
  return (
    ageSeconds <= longestAgeSeconds &&
    given.length === right.length &&
    timingSafeEqual(given, right)
  );
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
