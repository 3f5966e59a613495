import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateApiUser, IssuedKey } from '../api-users/api-users.contract.ts';
import type { AuditRecordView } from '../audit/audit.contract.ts';
import { Database } from '../database/database.ts';
import { startProduct, type Product } from '../product.ts';
import { readSettings } from '../settings.ts';
import { untilDefined } from './eventually.ts';
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
  stop(): Promise<void>;
}

let users = 0;

export async function startTestProduct(
  environment: NodeJS.ProcessEnv = {},
  options: { readonly databaseUrl?: string; readonly upstream?: TestUpstream } = {},
): Promise<TestProduct> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hcp-product-'));
  const clone = options.databaseUrl ? undefined : await createTestDatabase();
  const databaseUrl = options.databaseUrl ?? clone!.url;
  const upstream = options.upstream ?? (await startTestUpstream());
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    HERMES_ADMIN_PASSWORD: adminPassword,
    HERMES_DATA_DIR: dataDir,
    HERMES_HOME: join(dataDir, 'hermes'),
    HERMES_BIN: join(dataDir, 'no-hermes'),
    HERMES_CONSOLE_PORT: '0',
    HERMES_PRE_AI_API_PORT: '0',
    HERMES_POST_AI_API_PORT: '0',
    HERMES_PRE_UPSTREAM_URL: upstream.url,
    HERMES_PRE_UPSTREAM_API_KEY: 'sk-upstream-secret-for-tests',
    HERMES_POST_UPSTREAM_URL: upstream.url,
    HERMES_POST_UPSTREAM_API_KEY: 'sk-upstream-secret-for-tests',
    HERMES_DRAIN_TIMEOUT_SECONDS: '2',
    ...environment,
  });
  const database = new Database(databaseUrl);
  await database.tryConnect();
  const product = await startProduct(settings, database);
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
    async stop() {
      await product.stop();
      await database.close();
      await clone?.drop();
      if (!options.upstream) await upstream.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
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
