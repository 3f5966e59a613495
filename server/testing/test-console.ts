import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { createConsoleApp, type ConsoleParts } from '../console-app.ts';
import type { Database } from '../database/database.ts';
import type { Settings } from '../settings.ts';
import { testPassword, testSettings } from './test-settings.ts';

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` when there is none. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it is what a test is about
  readonly body: any;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** The console on a port of its own. */
export interface TestConsole {
  readonly app: NestExpressApplication;
  readonly url: string;
  /** A client that keeps cookies, as a browser does; nobody is logged in. */
  newClient(headers?: Record<string, string>): ConsoleClient;
  /** A client that is logged in. */
  logIn(): Promise<ConsoleClient>;
  close(): Promise<void>;
}

export async function startTestConsole(
  database: Database,
  settings: Partial<Settings> = {},
  parts: ConsoleParts = {},
): Promise<TestConsole> {
  Logger.overrideLogger(['error', 'fatal']);
  const app = await createConsoleApp(testSettings(settings), database, parts);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const url = `http://127.0.0.1:${port}`;
  const newClient = (headers?: Record<string, string>) => new ConsoleClient(url, headers);
  return {
    app,
    url,
    newClient,
    logIn: async () => {
      const client = newClient();
      const answer = await client.logIn();
      if (answer.status !== 200) throw new Error(`Login failed: ${answer.text}`);
      return client;
    },
    close: () => app.close(),
  };
}

/** Sends requests and keeps the cookies it is given. */
export class ConsoleClient {
  readonly cookies = new Map<string, string>();

  constructor(
    private readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  get = (path: string, options?: RequestOptions) => this.send('GET', path, options);
  post = (path: string, body?: unknown) => this.send('POST', path, { body });
  patch = (path: string, body?: unknown) => this.send('PATCH', path, { body });
  delete = (path: string) => this.send('DELETE', path);

  logIn(password = testPassword, username = 'admin'): Promise<Answer> {
    return this.post('/api/auth/login', { username, password });
  }

  async send(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const { body } = options;
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...this.headers,
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const isStream = response.headers.get('content-type')?.includes('text/event-stream') ?? false;
    // It has no end to wait for.
    if (isStream) await response.body?.cancel();
    const text = isStream ? '' : await response.text();
    const isJson =
      response.headers.get('content-type')?.includes('application/json') && text !== '';
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson ? JSON.parse(text) : undefined,
    };
  }

  private keep(line: string): void {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
    if (/expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name!);
    else this.cookies.set(name!, value!);
  }
}

function isRaw(body: unknown): body is string | Uint8Array<ArrayBuffer> {
  return typeof body === 'string' || body instanceof Uint8Array;
}
