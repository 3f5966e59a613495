import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { CreateApiUser, IssuedKey } from '../api-users/api-users.contract.ts';
import type { AuditRecordView } from '../audit/audit.contract.ts';
import { Database } from '../database/database.ts';
import { startProduct, type Product } from '../product.ts';
import { readSettings } from '../settings.ts';
import { untilDefined } from './eventually.ts';
import { anyPorts } from './test-settings.ts';
import { createTestDatabase } from './test-database.ts';
import { startTestUpstream, type TestUpstream } from './test-upstream.ts';

export const adminPassword = 'a test password, long enough';

/** The whole product in this process over a database of its own, with an upstream that does what the model says. */
export interface TestProduct {
  readonly product: Product;
  readonly database: Database;
  readonly databaseUrl: string;
  readonly upstream: TestUpstream;
  readonly consoleUrl: string;
  /** Base URLs without `/v1`. */
  readonly pre: string;
  readonly post: string;
  /** A call of the console's API as the administrator. */
  api(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<Response>;
  createUser(fields?: Partial<CreateApiUser>): Promise<IssuedKey>;
  /** Waits until the request has ended, then answers its record. */
  recordOf(id: string): Promise<AuditRecordView>;
  /** For tests that need its end: after the last test of a file it is stopped anyway. */
  stop(): Promise<void>;
}

interface TestProductOptions {
  /** Of another product; by default it gets a database of its own. */
  readonly databaseUrl?: string;
  readonly upstream?: TestUpstream;
}

type Step = () => Promise<unknown>;

let users = 0;
const ends: Step[] = [];

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

/** Logs errors only. What was begun is also ended when the start fails, or is given up by a hook that takes too long. */
export function startTestProduct(
  environment: NodeJS.ProcessEnv = {},
  options: TestProductOptions = {},
): Promise<TestProduct> {
  const undo: Step[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const starting = start(environment, options, undo).then((parts) => ({ ...parts, stop }));
  ends.push(() => starting.then(stop, stop));
  return starting;
}

async function start(
  environment: NodeJS.ProcessEnv,
  options: TestProductOptions,
  undo: Step[],
): Promise<Omit<TestProduct, 'stop'>> {
  Logger.overrideLogger(['error', 'fatal']);
  const dataDir = await mkdtemp(join(tmpdir(), 'hcp-product-'));
  undo.push(() => rm(dataDir, { recursive: true, force: true }));
  const upstream = options.upstream ?? (await startTestUpstream());
  if (!options.upstream) undo.push(() => upstream.close());
  const databaseUrl = options.databaseUrl ?? (await cloneOfItsOwn(undo));
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    HERMES_ADMIN_PASSWORD: adminPassword,
    HERMES_DATA_DIR: dataDir,
    HERMES_HOME: join(dataDir, 'hermes'),
    HERMES_BIN: join(dataDir, 'no-hermes'),
    ...anyPorts,
    HERMES_PRE_UPSTREAM_URL: upstream.url,
    HERMES_PRE_UPSTREAM_API_KEY: 'sk-upstream-secret-for-tests',
    HERMES_POST_UPSTREAM_URL: upstream.url,
    HERMES_POST_UPSTREAM_API_KEY: 'sk-upstream-secret-for-tests',
    HERMES_DRAIN_TIMEOUT_SECONDS: '2',
    ...environment,
  });
  const database = new Database(databaseUrl);
  undo.push(() => database.close());
  await database.connectWhenBack();
  const product = await startProduct(settings, database);
  undo.push(() => product.stop());
  const consoleUrl = `http://127.0.0.1:${product.ports.console}`;
  let cookie: string | undefined;
  const api: TestProduct['api'] = async (method, path, body, headers) => {
    cookie ??= await signIn(consoleUrl);
    return fetch(consoleUrl + path, {
      method,
      headers: { ...headers, cookie, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
  };
  return {
    product,
    database,
    databaseUrl,
    upstream,
    consoleUrl,
    pre: `http://127.0.0.1:${product.ports.pre}`,
    post: `http://127.0.0.1:${product.ports.post}`,
    api,
    async createUser(fields = {}) {
      const response = await api('POST', '/api/admin/api-users', {
        displayName: `User ${++users}`,
        gateways: ['pre', 'post'],
        requestsPerMinute: 1000,
        monthlyTokenCap: 1_000_000,
        ...fields,
      });
      if (response.status !== 201) throw new Error(await response.text());
      return (await response.json()) as IssuedKey;
    },
    async recordOf(id) {
      return untilDefined(async () => {
        const response = await api('GET', `/api/admin/logs/${id}`);
        if (!response.ok) return undefined;
        const record = (await response.json()) as AuditRecordView;
        return record.endReason === null ? undefined : record;
      });
    },
  };
}

async function cloneOfItsOwn(undo: Step[]): Promise<string> {
  const clone = await createTestDatabase();
  undo.push(() => clone.drop());
  return clone.url;
}

async function signIn(consoleUrl: string): Promise<string> {
  const response = await fetch(`${consoleUrl}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: adminPassword }),
  });
  if (!response.ok)
    throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`);
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
