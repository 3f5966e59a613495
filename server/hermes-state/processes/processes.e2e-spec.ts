import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { AdminEventPage } from '../../admin-events/admin-events.contract.ts';
import type { ProcessList, ProcessLog } from '../../hermes-process/processes.contract.ts';
import { isRunning, startTimeOf } from '../../http/process-start-time.ts';
import { liveEventSchemas } from '../../live/live.contract.ts';
import { eventually } from '../../testing/eventually.ts';
import { writeKeptGateway } from '../../testing/fake-kept-gateway.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { LiveClient } from '../../testing/live-client.ts';
import { ConsoleClient } from '../../testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { HermesProcesses } from './hermes-processes.ts';

const base = '/api/admin/processes';
let fixture: HermesHomeFixture;
let product: TestProduct;

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
  await fixture.put('.hermes/.env', 'TELEGRAM_PASSWORD=a-password-of-somebody\n');
  await fixture.put('.hermes/says', 'signing in with a-password-of-somebody');
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: await writeKeptGateway(fixture.at('bin/hermes')),
    HERMES_SUPERVISED_GATEWAYS: 'default',
    // So that one proxy is among them; it keeps ending, because this program has none.
    HERMES_POST_UPSTREAM_URL: '',
  });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

/** As the console's API tells it; what is asked again and again is asked in this process. */
const list = async () => ((await (await product.api('GET', base)).json()) as ProcessList).items;
const gateway = () =>
  product.product.console.get(HermesProcesses).require('gateway-default').record.view;
const inState = (state: string) =>
  eventually(() => {
    const found = gateway();
    expect(found.state).toBe(state);
    return found;
  });
const cookiesOf = ({ cookies }: ConsoleClient) =>
  [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
const act = (verb: string, id = 'gateway-default') => product.api('POST', `${base}/${id}/${verb}`);
const verb = async (path: string, body: object, profile = 'default') => {
  const url = `/api/admin/hermes/status/gateway/${path}?profile=${profile}`;
  const answer = await product.api('POST', url, body);
  const { error } = (await answer.json()) as { error?: { code: string } };
  return [answer.status, error?.code];
};

describe('processes that are kept running', () => {
  it('are listed: the gateway of Hermes and the proxy behind a gateway of ours', async () => {
    await inState('running');
    expect((await list()).map(({ id, kind }) => [id, kind])).toEqual([
      ['gateway-default', 'gateway'],
      ['proxy-post', 'proxy'],
    ]);
  });

  it('are stopped, started and restarted by an administrator, which is an event', async () => {
    const { pid } = await inState('running');
    const answer = await act('stop');
    expect([answer.status, await answer.json()]).toMatchObject([202, { state: 'stopping' }]);
    await inState('stopped');
    expect(startTimeOf(pid!)).toBeUndefined();
    await act('start');
    const second = await inState('running');
    await act('restart');
    await eventually(() => expect(gateway().pid).not.toBe(second.pid));
    await inState('running');
    const events = await product.api('GET', '/api/admin/events?limit=3');
    const { items } = (await events.json()) as AdminEventPage;
    expect(items.map(({ action, target }) => [action, target?.id])).toEqual(
      ['restart', 'start', 'stop'].map((name) => [`hermes_process.${name}`, 'gateway-default']),
    );
  });

  it('tell whoever listens when one of them changes', async () => {
    await inState('running');
    const admin = new ConsoleClient(product.consoleUrl);
    await admin.logIn(adminPassword);
    const live = new LiveClient(`${product.consoleUrl}/api/admin/live?topics=processes`, {
      cookie: cookiesOf(admin),
    });
    await live.connect();
    await live.next('hello');
    await act('restart');
    const { data } = await live.next('processes', ({ items }) =>
      items.some(({ id, state }) => id === 'gateway-default' && state === 'running'),
    );
    expect(liveEventSchemas.processes.safeParse(data).error).toBeUndefined();
    live.close();
  });

  it('are shown to viewers, who change nothing', async () => {
    await inState('running');
    const password = 'the password of a viewer';
    const viewer = { username: 'viewer', role: 'viewer', password };
    expect((await product.api('POST', '/api/admin/administrators', viewer)).status).toBe(201);
    const client = new ConsoleClient(product.consoleUrl);
    await client.logIn(password, 'viewer');
    expect((await client.get(base)).status).toBe(200);
    expect((await client.get(`${base}/gateway-default/log`)).status).toBe(200);
    for (const name of ['start', 'stop', 'restart'])
      expect((await client.post(`${base}/gateway-default/${name}`)).status).toBe(403);
    expect(gateway().state).toBe('running');
  });

  it('show what they wrote, without secrets', async () => {
    await inState('running');
    const log = await eventually(async () => {
      const answer = await product.api('GET', `${base}/gateway-default/log`);
      const read = (await answer.json()) as ProcessLog;
      expect(read.lines.join('\n')).toContain('signing in with [hidden]');
      return read;
    });
    expect(log.file).toBe('logs/hermes-gateway-default.log');
    expect(JSON.stringify(log)).not.toContain('a-password-of-somebody');
  });

  it('that are not there cannot be acted on, nor can a path be named', async () => {
    expect((await act('stop', 'gateway-nobody')).status).toBe(404);
    const path = encodeURIComponent('../../etc/passwd');
    expect((await product.api('GET', `${base}/${path}/log`)).status).toBe(404);
  });

  it('are no business of the verbs of the command, unless they are stopped', async () => {
    await inState('running');
    const refused = [409, 'gateway_supervised'];
    expect(await verb('run', {})).toEqual(refused);
    expect(await verb('stop', {})).toEqual(refused);
    expect(await verb('restart', {})).toEqual(refused);
    expect(await verb('install', {})).toEqual(refused);
    const all = { verb: 'stop', profiles: ['default'], typedName: 'stop all' };
    expect(await verb('all', all, 'coder')).toEqual(refused);
    expect((await verb('stop', {}, 'coder'))[0]).toBe(202);
    await act('stop');
    await inState('stopped');
    expect((await verb('stop', {}))[0]).toBe(202);
    await act('start');
    await inState('running');
  });

  it('end with this process', async () => {
    const { pid } = await inState('running');
    const startTime = startTimeOf(pid!)!;
    await product.stop();
    expect(isRunning(pid!, startTime)).toBe(false);
    const starts = await readFile(join(fixture.at('.hermes'), 'starts.log'), 'utf8');
    const pids = starts
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { pid: number }).pid);
    expect(pids.filter((each) => startTimeOf(each) !== undefined)).toEqual([]);
  });
});
