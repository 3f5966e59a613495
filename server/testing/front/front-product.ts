import { request as httpRequest, type IncomingMessage } from 'node:http';
import { eventually } from '../eventually.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../test-product.ts';
import { startFakeBehind, type Answers, type FakeBehind } from '../fake-behind.ts';
import { startFrontProxy, type Behind, type FrontProxy, type ProxyName } from './front-proxy.ts';
import { get, type Answer } from './through-tls.ts';

export const consoleHost = 'console.example.com';
export const hooksHost = 'hooks.example.com';
const viewerPassword = 'a password for a viewer';

/** The product as it runs behind a proxy, with what stands for the dashboard and the webhooks of Hermes. */
export interface FrontProduct {
  readonly product: TestProduct;
  readonly dashboard: FakeBehind;
  readonly webhooks: FakeBehind;
  readonly behind: Behind;
  readonly key: string;
  close(): Promise<void>;
}

export async function startFrontProduct(
  environment: NodeJS.ProcessEnv = {},
  answers: Answers = {},
): Promise<FrontProduct> {
  const dashboard = await startFakeBehind(answers);
  const webhooks = await startFakeBehind();
  const product = await startTestProduct({
    HERMES_PUBLIC_URL: `https://${consoleHost}`,
    HERMES_TRUST_PROXY: '127.0.0.1',
    HERMES_DASHBOARD_URL: `http://127.0.0.1:${dashboard.port}`,
    ...environment,
  });
  await product.api('POST', '/api/admin/administrators', {
    username: 'viewer',
    role: 'viewer',
    password: viewerPassword,
  });
  const { key } = await product.createUser();
  const { console, pre, post } = product.product.ports;
  const behind = { console, pre, post, dashboard: dashboard.port, webhooks: webhooks.port };
  const close = async () => {
    await dashboard.close();
    await webhooks.close();
  };
  return { product, dashboard, webhooks, behind, key, close };
}

/** A proxy that answers. */
export async function startedProxy(
  name: ProxyName,
  behind: Behind,
  edit?: (text: string) => string,
): Promise<FrontProxy> {
  const proxy = await startFrontProxy(name, behind, edit);
  await eventually(() => get(proxy, consoleHost, '/health/live'));
  return proxy;
}

export function signIn(
  proxy: FrontProxy,
  headers: Record<string, string> = {},
  username = 'admin',
): Promise<Answer> {
  const password = username === 'admin' ? adminPassword : viewerPassword;
  return get(proxy, consoleHost, '/api/auth/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ username, password }),
  });
}

export const cookieOf = (answer: Answer): string =>
  answer
    .said('set-cookie')
    .map((line) => line.split(';')[0]!)
    .join('; ');

/** A request without TLS. */
export const plain = (port: number, path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = { host: consoleHost };
    const request = httpRequest({ host: '127.0.0.1', port, path, headers, agent: false });
    request
      .on('response', (response) => resolve(response.resume()))
      .on('error', reject)
      .end();
  });
