import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { FrontProxy } from '../testing/front/front-proxy.ts';
import {
  consoleHost,
  hooksHost,
  plain,
  startedProxy,
  startFrontProduct,
  type FrontProduct,
} from '../testing/front/front-product.ts';
import { get, openSocket } from '../testing/front/through-tls.ts';

describe('behind nginx alone', () => {
  let front: FrontProduct;
  let proxy: FrontProxy;
  const basic = (password: string) => ({
    authorization: `Basic ${Buffer.from(`alice:${password}`).toString('base64')}`,
  });

  beforeAll(async () => {
    front = await startFrontProduct();
    proxy = await startedProxy('nginx', front.behind, (text) =>
      text
        .replace('include snippets/hermes-gate-session.conf;', '')
        .replace(
          '# include snippets/hermes-gate-basic.conf;',
          'include snippets/hermes-gate-basic.conf;',
        ),
    );
  });
  afterAll(async () => {
    await proxy?.stop();
    await front?.close();
  });

  it('names and passwords of nginx guard the dashboard, and its WebSockets', async () => {
    const visit = (headers = {}) => get(proxy, consoleHost, '/', { isDashboard: true, headers });
    expect((await visit()).status).toBe(401);
    expect((await visit(basic('wrong'))).status).toBe(401);
    expect((await visit(basic('open sesame'))).status).toBe(200);
    expect(front.dashboard.arrived.at(-1)!.headers.authorization).toBeUndefined();
    expect(await openSocket(proxy, '/api/ws', {})).toBe(401);
    const socket = (await openSocket(proxy, '/api/ws', basic('open sesame'))) as Duplex;
    expect(typeof socket).toBe('object');
    socket.destroy();
  });

  it('a webhook needs none of them', async () => {
    const ask = { method: 'POST', body: '{}', isDashboard: true };
    expect((await get(proxy, consoleHost, '/webhooks/deploy', ask)).status).toBe(200);
  });

  it('certificates can be asked for without TLS', async () => {
    const folder = join(proxy.webroot, '.well-known/acme-challenge');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'token'), 'proof');
    expect((await plain(proxy.http, '/.well-known/acme-challenge/token')).statusCode).toBe(200);
  });

  it('a key sent without TLS is not led on', async () => {
    expect((await plain(proxy.http, '/v1/models')).statusCode).toBe(403);
  });

  it('webhooks beyond what a sender may need wait', async () => {
    const ask = { method: 'POST', body: '{}' };
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => get(proxy, hooksHost, '/webhooks/many', ask)),
    );
    const statuses = new Set(answers.map(({ status }) => status));
    expect([...statuses].sort()).toEqual([200, 429]);
  });
});
