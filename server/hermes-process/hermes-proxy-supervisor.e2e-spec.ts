import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../http/process-start-time.ts';
import { eventually } from '../testing/eventually.ts';
import { writeFakeHermes } from '../testing/fake-hermes.ts';
import { chunksOf, GatewayClient, idOf, jsonOf } from '../testing/gateway-client.ts';
import { startTestProduct } from '../testing/test-product.ts';
import { startTestUpstream, type TestUpstream } from '../testing/test-upstream.ts';
import { HermesProxySupervisor } from './hermes-proxy-supervisor.ts';

let folder: string;
let command: string;
let upstream: TestUpstream;
let supervisors: HermesProxySupervisor[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-proxy-'));
  await mkdir(join(folder, 'home'));
  command = await writeFakeHermes(folder);
  upstream = await startTestUpstream();
  process.env.NOUS_INFERENCE_BASE_URL = `${upstream.url}/v1`;
  supervisors = [];
});
afterEach(async () => {
  await Promise.all(supervisors.map((supervisor) => supervisor.stop()));
  delete process.env.NOUS_INFERENCE_BASE_URL;
  await upstream.close();
  await rm(folder, { recursive: true, force: true });
});

const logIn = (text = '{}') => writeFile(join(folder, 'home', 'auth.json'), text);
const supervise = async (provider = 'nous') => {
  const settings = { dataDir: folder, hermesHome: join(folder, 'home'), drainTimeoutMs: 60_000 };
  const supervisor = new HermesProxySupervisor({ name: 'pre', provider }, command, settings);
  supervisors.push(supervisor);
  await supervisor.start();
  return supervisor;
};
const ready = (supervisor: HermesProxySupervisor) =>
  eventually(() => expect(supervisor.status.state).toBe('ready'));
interface Start {
  readonly args: readonly string[];
  readonly names: readonly string[];
}
const starts = async (): Promise<Start[]> =>
  (await readFile(join(folder, 'home', 'starts.log'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Start);
/** Pids of copies of this test's command that run. */
const running = async (): Promise<string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''));
  return (await Promise.all(lines)).filter((line) => line.includes(`${command}\0`));
};
const noted = async () =>
  JSON.parse(await readFile(join(folder, 'run', 'hermes-proxy-pre.json'), 'utf8')) as {
    pid: number;
    startTime: number;
    port: number;
  };

describe('HermesProxySupervisor', () => {
  it('starts the proxy on loopback for the default profile, without our environment', async () => {
    await logIn();
    process.env.HERMES_ADMIN_PASSWORD = 'must not be handed on';
    const supervisor = await supervise();
    await ready(supervisor);
    delete process.env.HERMES_ADMIN_PASSWORD;
    const [start] = await starts();
    const { port } = await noted();
    expect(start!.args.join(' ')).toBe(
      `-p default proxy start --provider nous --host 127.0.0.1 --port ${port}`,
    );
    expect(start!.names).not.toContain('HERMES_ADMIN_PASSWORD');
    expect(supervisor.status.address).toBe(`http://127.0.0.1:${port}`);
  });

  it('says how to log in when Hermes is not', async () => {
    const supervisor = await supervise();
    await eventually(() =>
      expect(supervisor.status).toMatchObject({
        state: 'down',
        reason: expect.stringContaining('hermes auth add nous'),
      }),
    );
    await logIn();
    await ready(supervisor);
  });

  it('is down while the proxy is up but logged out', async () => {
    await logIn('"logged-out"');
    const supervisor = await supervise();
    await eventually(() => expect(supervisor.status.reason).toContain('not logged in'));
    await logIn();
    await ready(supervisor);
  });

  it('starts it again when it is killed', async () => {
    await logIn();
    const supervisor = await supervise();
    await ready(supervisor);
    const before = await noted();
    process.kill(before.pid, 'SIGKILL');
    await eventually(async () => expect((await noted()).pid).not.toBe(before.pid));
    await ready(supervisor);
    expect(await starts()).toHaveLength(2);
  });

  it('takes over the copy that an earlier process of ours left, and never starts a second', async () => {
    await logIn();
    await ready(await supervise());
    const left = await noted();
    const second = await supervise();
    await ready(second);
    expect(await starts()).toHaveLength(1);
    await second.stop();
    expect(isRunning(left.pid, left.startTime)).toBe(false);
  });

  it('ends a copy for another provider before it starts its own', async () => {
    await logIn();
    const first = await supervise('xai');
    await ready(first);
    const left = await noted();
    const second = await supervise('nous');
    await eventually(async () => expect((await noted()).pid).not.toBe(left.pid));
    expect(isRunning(left.pid, left.startTime)).toBe(false);
    await ready(second);
  });

  it('leaves none behind when it is stopped while it takes one over', async () => {
    await logIn();
    await ready(await supervise());
    const left = await noted();
    await (await supervise()).stop();
    expect(isRunning(left.pid, left.startTime)).toBe(false);
  });

  it('leaves none behind when it is stopped while it starts one', async () => {
    await logIn();
    // Whenever that is: each millisecond hits another step of the start.
    for (let ms = 0; ms < 12; ms++) {
      const supervisor = await supervise();
      if (ms > 0) await sleep(ms);
      await supervisor.stop();
      expect(await running()).toEqual([]);
    }
  });

  it('gives the proxy seconds to end, however long a drain may last', async () => {
    await logIn();
    await writeFile(join(folder, 'home', 'stubborn'), '');
    const supervisor = await supervise();
    await ready(supervisor);
    const { pid, startTime } = await noted();
    const beganMs = performance.now();
    await supervisor.stop();
    expect(performance.now() - beganMs).toBeLessThan(10_000);
    expect(isRunning(pid, startTime)).toBe(false);
  });

  it('ends the proxy with us', async () => {
    await logIn();
    const supervisor = await supervise();
    await ready(supervisor);
    const { pid, startTime } = await noted();
    await supervisor.stop();
    expect(isRunning(pid, startTime)).toBe(false);
  });
});

describe('a gateway behind a supervised proxy', () => {
  it('answers, finds single models, and tells a cut stream although the proxy ends it cleanly', async () => {
    await logIn();
    const product = await startTestProduct(
      {
        HERMES_HOME: join(folder, 'home'),
        HERMES_BIN: command,
        HERMES_PRE_UPSTREAM_URL: '',
        HERMES_POST_UPSTREAM_URL: '',
      },
      { upstream },
    );
    try {
      const client = new GatewayClient(product, (await product.createUser()).key);
      const state = () => product.product.upstreams.pre.state;
      await eventually(() =>
        expect(state()).toMatchObject({ kind: 'hermes-proxy', state: 'ready' }),
      );
      expect((await client.ask('ok:1')).status).toBe(200);
      expect(client.seen(await client.ask('ok:1'))?.headers.authorization).toBe(
        'Bearer nous-token',
      );
      expect(await jsonOf(await client.get('/v1/models/provider/deep:7'))).toMatchObject({
        object: 'model',
      });
      const cut = await client.ask('rst-mid', { stream: true });
      expect(chunksOf(await cut.text()).at(-1)?.error?.message).toContain('upstream');
      expect(await product.recordOf(idOf(cut))).toMatchObject({
        endReason: 'upstream_cut',
        upstream: 'hermes-proxy',
      });
    } finally {
      await product.stop();
    }
  });
});
