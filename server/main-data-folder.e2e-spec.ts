import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning } from './http/process-start-time.ts';
import { eventually, untilDefined } from './testing/eventually.ts';
import { writeFakeHermes } from './testing/fake-hermes.ts';
import { freePorts } from './testing/free-ports.ts';
import {
  cleanUp,
  postmasterOf,
  runMain,
  scratchFolder,
  type MainProcess,
} from './testing/main-process.ts';

const proxyFiles = ['hermes-proxy-post.json', 'hermes-proxy-pre.json'];
const isReady = async ({ consoleUrl }: MainProcess): Promise<boolean> =>
  fetch(`${consoleUrl}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );
const untilReady = (main: MainProcess) =>
  eventually(async () => expect([await isReady(main), main.output()]).toContain(true), 60_000);

/** Processes that are started one after the other, or at once, on one folder, the same ports and the same Hermes. */
describe('One data folder', () => {
  let dataDir: string;
  let home: string;
  let environment: NodeJS.ProcessEnv;
  let processes: MainProcess[];
  beforeEach(async () => {
    dataDir = await scratchFolder();
    home = join(dataDir, 'home');
    await mkdir(home);
    await writeFile(join(home, 'auth.json'), '{}');
    const [console, pre, post] = await freePorts(3);
    environment = {
      HERMES_HOME: home,
      HERMES_BIN: await writeFakeHermes(dataDir),
      HERMES_CONSOLE_PORT: String(console),
      HERMES_PRE_AI_API_PORT: String(pre),
      HERMES_POST_AI_API_PORT: String(post),
    };
    processes = [];
  });
  afterEach(() => cleanUp(dataDir, ...processes));

  const start = async () => {
    const main = await runMain(dataDir, environment);
    processes.push(main);
    return main;
  };
  const noted = (): Promise<{ readonly pid: number; readonly startTime: number }[]> =>
    Promise.all(
      proxyFiles.map(async (name) =>
        JSON.parse(await readFile(join(dataDir, 'run', name), 'utf8')),
      ),
    );
  const untilNoted = () =>
    eventually(async () => {
      const proxies = await noted();
      expect(proxies.map(({ pid, startTime }) => isRunning(pid, startTime))).toEqual([true, true]);
      return proxies;
    });
  const proxyStarts = async () =>
    (await readFile(join(home, 'starts.log'), 'utf8')).trim().split('\n').length;

  it('belongs to the process that has it: a second one says so, ends, and touches nothing', async () => {
    const first = await start();
    await untilReady(first);
    const proxies = await untilNoted();
    const postmaster = await postmasterOf(dataDir);
    const second = await start();
    expect(await second.ended).toBe(1);
    expect(second.output().trim().split('\n').slice(-1)).toEqual([
      expect.stringMatching(/^The data folder .* is in use by process \d+\. /),
    ]);
    expect(second.output()).not.toMatch(/ERROR|Took over/);
    expect([await isReady(first), await postmasterOf(dataDir)]).toEqual([true, postmaster]);
    expect(await untilNoted()).toEqual(proxies);
    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(await postmasterOf(dataDir)).toBeUndefined();
    // What has ended is remembered; nothing is noted as running.
    expect((await noted()).map(({ pid }) => pid)).toEqual([undefined, undefined]);
  }, 180_000);

  it('goes to exactly one of several that start at once', async () => {
    const several = await Promise.all([start(), start(), start()]);
    const ended = await eventually(() => {
      const losers = several.filter((main) => main.output().includes('is in use by process'));
      expect(losers).toHaveLength(2);
      return losers;
    }, 60_000);
    expect(await Promise.all(ended.map((main) => main.ended))).toEqual([1, 1]);
    await untilReady(several.find((main) => !ended.includes(main))!);
  }, 180_000);

  it('passes on from a killed process with its database and its proxies, not a second copy of them', async () => {
    const first = await start();
    await untilReady(first);
    const proxies = await untilNoted();
    const postmaster = await postmasterOf(dataDir);
    // The process alone: what it began lives on.
    first.signal('SIGKILL');
    await first.ended;
    const second = await start();
    await untilReady(second);
    await eventually(() => expect(second.output().match(/Took over process/g)).toHaveLength(2));
    expect([await noted(), await proxyStarts()]).toEqual([proxies, 2]);
    expect(await postmasterOf(dataDir)).toBe(postmaster);
    second.signal('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(await postmasterOf(dataDir)).toBeUndefined();
    expect(proxies.map(({ pid, startTime }) => isRunning(pid, startTime))).toEqual([false, false]);
  }, 180_000);
});

describe('An embedded database that is killed', () => {
  let dataDir: string;
  let main: MainProcess;
  beforeEach(async () => {
    dataDir = await scratchFolder();
    main = await runMain(dataDir);
  });
  afterEach(() => cleanUp(dataDir, main));

  const api = (path: string, body?: object, cookie = '') =>
    fetch(main.consoleUrl + path, {
      headers: { cookie, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  const signIn = async () => {
    const password = 'a test password, long enough';
    const answer = await api('/api/auth/login', { username: 'admin', password });
    return answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
  };
  const createKey = async (cookie: string) => {
    const user = {
      displayName: 'Ada',
      gateways: ['pre'],
      requestsPerMinute: 1000,
      monthlyTokenCap: 1_000_000,
    };
    const answer = await api('/api/admin/api-users', user, cookie);
    return ((await answer.json()) as { key: string }).key;
  };
  const ask = (key: string) =>
    fetch(`${main.preUrl}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'hermes-demo', messages: [{ role: 'user', content: 'Hi' }] }),
    });

  it('is started again, known keys go on meanwhile, and their records arrive', async () => {
    await untilReady(main);
    const cookie = await signIn();
    const key = await createKey(cookie);
    expect((await ask(key)).status).toBe(200);
    const postmaster = (await postmasterOf(dataDir))!;
    process.kill(postmaster, 'SIGKILL');
    const meanwhile = await ask(key);
    expect(meanwhile.status).toBe(200);
    const next = await eventually(() => untilDefined(() => postmasterOf(dataDir)), 60_000);
    expect(next).not.toBe(postmaster);
    await untilReady(main);
    // Others may reach it before the one who started it says so.
    await eventually(() => expect(main.output()).toContain('The embedded PostgreSQL runs again.'));
    const path = `/api/admin/logs/${meanwhile.headers.get('x-request-id')}`;
    await eventually(
      async () =>
        expect(await (await api(path, undefined, cookie)).json()).toMatchObject({
          endReason: 'done',
        }),
      20_000,
    );
  }, 180_000);
});
