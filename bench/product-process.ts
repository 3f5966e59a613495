import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../server/testing/free-ports.ts';
import { run, waitFor, type Program } from './processes.ts';

/** The built product as a process of its own, as an operator starts it. */
export interface ProductProcess {
  readonly program: Program;
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly consoleUrl: string;
  readonly gatewayUrls: Readonly<Record<'pre' | 'post', string>>;
  /** Makes an API user and answers its key. */
  createKey(fields?: Partial<NewApiUser>): Promise<{ readonly id: string; readonly key: string }>;
  api(method: string, path: string, body?: object): Promise<Response>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface NewApiUser {
  readonly displayName: string;
  readonly gateways: readonly string[];
  readonly requestsPerMinute: number;
  readonly monthlyTokenCap: number;
}

let users = 0;

export async function startProductProcess(
  environment: NodeJS.ProcessEnv,
  options: {
    readonly waitUntil?: 'ready' | 'live';
    /** Holds `dist`; the current folder when absent. */
    readonly cwd?: string | undefined;
  } = {},
): Promise<ProductProcess> {
  const dataDir = environment.HERMES_DATA_DIR ?? mkdtempSync(join(tmpdir(), 'hcp-bench-'));
  const [console, pre, post] = environment.HERMES_CONSOLE_PORT
    ? [
        environment.HERMES_CONSOLE_PORT,
        environment.HERMES_PRE_AI_API_PORT,
        environment.HERMES_POST_AI_API_PORT,
      ]
    : (await freePorts(3)).map(String);
  const full: NodeJS.ProcessEnv = {
    HERMES_ADMIN_PASSWORD: 'a password for measuring',
    HERMES_HOME: join(dataDir, 'no-hermes'),
    HERMES_BIN: join(dataDir, 'no-hermes', 'hermes'),
    PATH: '/usr/bin:/bin',
    ...environment,
    HERMES_DATA_DIR: dataDir,
    HERMES_CONSOLE_PORT: console,
    HERMES_PRE_AI_API_PORT: pre,
    HERMES_POST_AI_API_PORT: post,
  };
  const program = run(process.execPath, ['dist/server/main.js'], full, options.cwd);
  const consoleUrl = `http://127.0.0.1:${console}`;
  const path = `/health/${options.waitUntil ?? 'ready'}`;
  await waitFor(
    () =>
      fetch(consoleUrl + path).then(
        (response) => response.ok,
        () => {
          if (program.child.exitCode !== null) throw new Error(program.output());
          return false;
        },
      ),
    `the product to be ${options.waitUntil ?? 'ready'}: ${program.output()}`,
  );
  let cookie: string | undefined;
  const api = async (method: string, path: string, body?: object): Promise<Response> => {
    cookie ??= await signIn(consoleUrl, full.HERMES_ADMIN_PASSWORD!);
    return fetch(consoleUrl + path, {
      method,
      headers: { cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  };
  return {
    program,
    dataDir,
    environment: full,
    consoleUrl,
    gatewayUrls: { pre: `http://127.0.0.1:${pre}`, post: `http://127.0.0.1:${post}` },
    api,
    async createKey(fields = {}) {
      const response = await api('POST', '/api/admin/api-users', {
        displayName: `user ${process.pid} ${++users}`,
        gateways: ['pre', 'post'],
        requestsPerMinute: 1_000_000,
        monthlyTokenCap: 1_000_000_000_000,
        ...fields,
      });
      const answer = (await response.json()) as { apiUser: { id: string }; key: string };
      if (response.status !== 201) throw new Error(JSON.stringify(answer));
      return { id: answer.apiUser.id, key: answer.key };
    },
    stop: (signal) => program.stop(signal),
  };
}

/** Stops the embedded PostgreSQL that a killed product left, and removes the folder. */
export async function discard(product: ProductProcess): Promise<void> {
  await product.stop('SIGTERM');
  rmSync(product.dataDir, { recursive: true, force: true });
}

async function signIn(consoleUrl: string, password: string): Promise<string> {
  const response = await fetch(`${consoleUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
  if (!response.ok)
    throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
  return cookies.join('; ');
}

export function postmasterPid(dataDir: string): number {
  return Number(
    readFileSync(join(dataDir, 'postgres', 'cluster', 'postmaster.pid'), 'utf8').split('\n')[0],
  );
}
