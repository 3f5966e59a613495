import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Logger } from '@nestjs/common';
import { startTimeOf } from '../../http/process-start-time.ts';
import { eventually } from '../../testing/eventually.ts';
import { writeFakeGateway } from '../../testing/fake-hermes-gateway.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import type { HermesStatus, ProfileGateways } from './status.contract.ts';

const base = '/api/admin/hermes/status';
let fixture: HermesHomeFixture;
let product: TestProduct;
const children: ChildProcess[] = [];

const read = async (profile = 'default'): Promise<HermesStatus> =>
  (await (await product.api('GET', `${base}?profile=${profile}`)).json()) as HermesStatus;
const gateway = async (profile?: string) => (await read(profile)).gateway;
/** A process whose command line is that of a gateway. */
const startProcess = async (name = 'hermes gateway run') => {
  const child = spawn('sh', ['-c', 'sleep 60; :', name], { stdio: 'ignore', detached: true });
  children.push(child);
  await eventually(() => expect(startTimeOf(child.pid!)).toBeDefined());
  return { pid: child.pid!, start_time: startTimeOf(child.pid!)! };
};
/** A program that takes a lock as Python's `fcntl.flock` does, and keeps it. */
const holdLock = `
  const flock = require('koffi').load(null).func('int flock(int, int)');
  flock(require('node:fs').openSync(process.argv[3], 'r+'), 2);
  setTimeout(() => {}, 60_000);`;
const running = { gateway_state: 'running', platforms: { webhook: { state: 'connected' } } };

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: fixture.at('opt/bin/hermes'),
  });
});
afterEach(async () => {
  for (const { pid } of children.splice(0)) process.kill(-pid!, 'SIGKILL');
  await rm(fixture.at('.hermes'), { recursive: true, force: true });
  await mkdir(fixture.at('.hermes/profiles/coder'), { recursive: true });
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

describe('the gateway of Hermes', () => {
  it('that never ran does not run, and the files that are not there are named', async () => {
    const { gateway, files, cronTicker } = await read();
    expect(gateway).toMatchObject({ verdict: 'stopped', pid: null, platforms: [] });
    expect(files.map(({ file, status }) => `${file} ${status}`)).toContain('gateway.pid missing');
    expect(cronTicker.state).toBe('never');
  });

  it('runs when its process is there and is the one that was noted', async () => {
    const record = await startProcess();
    await fixture.put('.hermes/gateway.pid', { ...record, kind: 'hermes-gateway' });
    await fixture.put('.hermes/gateway_state.json', { ...running, active_agents: 2 });
    const found = await gateway();
    expect(found).toMatchObject({ verdict: 'running', pid: record.pid, activeAgents: 2 });
    expect(Math.abs(Date.parse(found.startedAt!) - Date.now())).toBeLessThan(60_000);
    expect(found.evidence.map(({ name, holds }) => [name, holds])).toEqual([
      ['lock', false],
      ['process', true],
      ['start_time', true],
      ['command_line', true],
      ['heartbeat', false],
    ]);
  });

  it('is the process that holds the lock, whatever the files say', async () => {
    await fixture.put('.hermes/gateway.lock', { pid: 4_000_000, start_time: 1 });
    const child = spawn(
      process.execPath,
      ['-e', holdLock, 'hermes', 'gateway', fixture.at('.hermes/gateway.lock')],
      { stdio: 'ignore', detached: true },
    );
    children.push(child);
    await fixture.put('.hermes/gateway_state.json', running);
    await eventually(async () => expect((await gateway()).evidence[0]!.holds).toBe(true));
    const { verdict, pid, evidence } = await gateway();
    expect([verdict, pid]).toEqual(['running', child.pid]);
    expect(evidence[0]!.detail).toBe(`Process ${child.pid} holds gateway.lock.`);
  });

  const lies: [string, () => Promise<object>][] = [
    ['whose process is gone', async () => ({ pid: 4_000_000, start_time: 252_157 })],
    [
      'whose number another process has now',
      async () => ({ pid: (await startProcess()).pid, start_time: 17 }),
    ],
    ['whose number another program has now', () => startProcess('nginx')],
    ['of earlier versions, whose process is gone', async () => ({ pid: 4_000_000 })],
  ];
  it.each(lies)('%s is stale although its file says that it runs', async (_, record) => {
    const noted = await record();
    await fixture.put('.hermes/gateway.pid', noted);
    await fixture.put('.hermes/gateway_state.json', { ...noted, ...running });
    expect(await gateway()).toMatchObject({
      verdict: 'stale',
      pid: null,
      recordedState: 'running',
      platforms: [{ name: 'webhook', state: 'connected' }],
    });
  });

  it('whose heart beats elsewhere runs elsewhere', async () => {
    await fixture.put('.hermes/gateway_state.json', { pid: 4_000_000, start_time: 1, ...running });
    await fixture.put('.hermes/state/gateway.heartbeat', { updated_at: new Date().toISOString() });
    expect((await gateway()).verdict).toBe('elsewhere');
  });

  it.each([
    ['startup_failed', 'failed'],
    ['stopped', 'stopped'],
  ])('that noted %s is %s', async (said, verdict) => {
    await fixture.put('.hermes/gateway_state.json', { gateway_state: said, exit_reason: 'why' });
    expect(await gateway()).toMatchObject({ verdict, exitReason: 'why' });
  });

  it('says nothing of a secret in the message of a platform', async () => {
    const secret = 'sk-or-v1-00112233445566778899aabb';
    const telegram = { state: 'fatal', error_message: `401 with ${secret}`, error_code: '401' };
    await fixture.put('.hermes/gateway_state.json', { platforms: { telegram } });
    const text = JSON.stringify(await read());
    expect(text).not.toContain(secret);
    expect(text).toContain('401 with');
  });

  const damage: [string, string, () => Promise<unknown>][] = [
    ['half-written', 'not_json', () => fixture.put('.hermes/gateway_state.json', '{"pid": 1')],
    ['a list', 'unexpected_shape', () => fixture.put('.hermes/gateway_state.json', '[1]')],
    ['huge', 'too_large', () => fixture.put('.hermes/gateway_state.json', ' '.repeat(300_000))],
    [
      'not UTF-8',
      'not_utf8',
      () => fixture.put('.hermes/gateway_state.json', Buffer.of(0xff, 0xfe)),
    ],
    [
      'a link out of the home',
      'not_regular',
      async () => {
        await fixture.put('elsewhere.json', running);
        await symlink(fixture.at('elsewhere.json'), fixture.at('.hermes/gateway_state.json'));
      },
    ],
  ];
  it.each(damage)('whose file is %s is shown with %s', async (_, reason, make) => {
    await make();
    const { gateway, files } = await read();
    expect(gateway.verdict).toBe('stopped');
    expect(files.find(({ file }) => file === 'gateway_state.json')).toMatchObject({ reason });
  });

  it('with odd values in its file is shown all the same', async () => {
    await fixture.put('.hermes/gateway.pid', '17');
    await fixture.put(
      '.hermes/gateway_state.json',
      '{"pid": -5, "gateway_state": 7, "platforms": {"__proto__": {"state": "x"}, "a": null, "b": []}, "updated_at": 1795220995.1, "active_agents": "many"}',
    );
    expect(await gateway()).toMatchObject({
      recordedState: null,
      activeAgents: null,
      updatedAt: '2026-11-21T00:29:55.100Z',
      platforms: [{ name: 'a', state: 'unknown' }, { name: 'b' }],
    });
  });

  it('of a profile is that profile’s own', async () => {
    await fixture.put('.hermes/profiles/coder/gateway_state.json', { pid: 4_000_000, ...running });
    expect([(await gateway('coder')).verdict, (await gateway()).verdict]).toEqual([
      'stale',
      'stopped',
    ]);
    expect((await product.api('GET', `${base}?profile=nobody`)).status).toBe(404);
    const { items } = (await (
      await product.api('GET', `${base}/profiles`)
    ).json()) as ProfileGateways;
    expect(items.map(({ profile, verdict }) => `${profile} ${verdict}`)).toEqual([
      'default stopped',
      'coder stale',
    ]);
  });

  it('is known of a thousand profiles', async () => {
    for (let number = 0; number < 1000; number++) {
      const profile = `.hermes/profiles/p${number}`;
      await mkdir(fixture.at(profile));
      await writeFile(fixture.at(`${profile}/gateway_state.json`), JSON.stringify(running));
    }
    const answer = await product.api('GET', `${base}/profiles`);
    const { items, leftOut } = (await answer.json()) as ProfileGateways;
    expect([items.length, leftOut]).toEqual([1000, 2]);
  });
});

describe('beside the gateway', () => {
  it('the cron ticker is fresh or late, and starts are listed newest first', async () => {
    const seconds = Date.now() / 1000;
    await fixture.put('.hermes/cron/ticker_heartbeat', String(seconds - 30));
    await fixture.put('.hermes/gateway-starts.log', '1795220814.27\nodd\n1795220995.14\n');
    expect(await read()).toMatchObject({
      cronTicker: { state: 'fresh', lastSuccessAt: null },
      starts: ['2026-11-21T00:29:55.140Z', '2026-11-21T00:26:54.270Z'],
    });
    await fixture.put('.hermes/cron/ticker_heartbeat', String(seconds - 600));
    expect((await read()).cronTicker.state).toBe('late');
  });

  it('the version is that of the installation, else the noted one', async () => {
    await fixture.put('.hermes/.update_check', {
      ts: 1795166162,
      behind: -1,
      rev: null,
      ver: '0.18.0',
    });
    expect((await read()).version).toEqual({
      installed: '0.18.0',
      source: 'update_check',
      behind: -1,
      checkedAt: '2026-11-20T09:16:02.000Z',
    });
    const command = await writeFakeGateway(fixture.at('opt/bin/hermes'));
    const packages = join(dirname(dirname(command)), 'lib/python3.11/site-packages');
    await mkdir(join(packages, 'hermes_agent-0.19.0.dist-info'), { recursive: true });
    expect((await read('coder')).version).toMatchObject({
      installed: '0.19.0',
      source: 'installation',
    });
    await rm(fixture.at('opt'), { recursive: true });
  });
});
