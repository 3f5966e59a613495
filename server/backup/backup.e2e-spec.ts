import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { IssuedKey } from '../api-users/api-users.contract.ts';
import { cookieFor } from '../testing/dashboard-client.ts';
import { eventually } from '../testing/eventually.ts';
import { cleanUp, runMain, scratchFolder, type MainProcess } from '../testing/main-process.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { adminPassword } from '../testing/test-product.ts';

const project = join(import.meta.dirname, '..', '..');
let scratch: string;
let dataDir: string;
let archive: string;
let main: MainProcess | undefined;

beforeEach(async () => {
  scratch = await scratchFolder();
  // The embedded database runs under an account of its own when these tests are run by root.
  await chmod(scratch, 0o711);
  dataDir = join(scratch, 'data');
  archive = join(scratch, 'backup.tar.gz');
});
afterEach(() => cleanUp(scratch, ...(main ? [main] : [])));

async function command(
  name: 'backup' | 'restore',
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [join(project, `bin/${name}.mjs`), ...args], {
    env: {
      PATH: `${dirname(process.execPath)}:/usr/bin:/bin`,
      HERMES_ADMIN_PASSWORD: adminPassword,
      HERMES_DATA_DIR: dataDir,
      HERMES_HOME: join(scratch, 'hermes'),
      CODEX_HOME: join(scratch, 'codex'),
      CLAUDE_CONFIG_DIR: join(scratch, 'claude'),
      GEMINI_HOME: join(scratch, 'gemini'),
      ...environment,
    },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

async function start(): Promise<MainProcess> {
  main = await runMain(dataDir);
  const { consoleUrl, output } = main;
  const isReady = () =>
    fetch(`${consoleUrl}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await eventually(async () => expect([await isReady(), output()]).toContain(true), 60_000);
  return main;
}
async function stop(): Promise<void> {
  main!.signal('SIGTERM');
  expect(await main!.ended).toBe(0);
}
const ask = (key: string, content: string) =>
  fetch(`${main!.preUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'demo', messages: [{ role: 'user', content }] }),
  });
const get = async (path: string, cookie: string) =>
  (await fetch(main!.consoleUrl + path, { headers: { cookie } })).json() as Promise<{
    items: { displayName: string; promptPreview: string }[];
  }>;

describe('a backup of the embedded database and the homes', () => {
  it('brings users, keys, logs, sessions and homes back after everything was lost', async () => {
    await mkdir(join(scratch, 'hermes'), { recursive: true });
    await writeFile(join(scratch, 'hermes', 'auth.json'), '{"secret": 1}', { mode: 0o600 });
    await start();
    const cookie = await cookieFor(main!.consoleUrl);
    const made = await fetch(`${main!.consoleUrl}/api/admin/api-users`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({
        displayName: 'Ada',
        gateways: ['pre'],
        requestsPerMinute: 100,
        monthlyTokenCap: 100_000,
      }),
    });
    const { key } = (await made.json()) as IssuedKey;
    expect((await ask(key, 'Remember me')).status).toBe(200);
    await eventually(async () =>
      expect((await get('/api/admin/logs', cookie)).items[0]!.promptPreview).toBe('Remember me'),
    );
    const running = await command('backup', [archive]);
    expect([running.code, running.said]).toEqual([2, expect.stringContaining('is in use')]);
    await stop();

    const { code, said } = await command('backup', [archive, '--homes']);
    expect([code, said]).toEqual([0, expect.stringContaining('Written')]);
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
    await rm(dataDir, { recursive: true });
    await rm(join(scratch, 'hermes'), { recursive: true });

    expect(await command('restore', [archive, '--homes'])).toMatchObject({ code: 0 });
    const home = join(scratch, 'hermes', 'auth.json');
    expect(await readFile(home, 'utf8')).toBe('{"secret": 1}');
    expect((await stat(home)).mode & 0o777).toBe(0o600);
    await start();
    expect((await ask(key, 'Again')).status).toBe(200);
    expect((await get('/api/admin/api-users', cookie)).items[0]!.displayName).toBe('Ada');
    const prompts = (await get('/api/admin/logs', cookie)).items.map((item) => item.promptPreview);
    expect(prompts).toContain('Remember me');
    await stop();

    const refused = await command('restore', [archive]);
    expect([refused.code, refused.said]).toEqual([2, expect.stringContaining('--replace')]);
    expect((await command('restore', [archive, '--replace'])).code).toBe(0);
    expect((await readdir(dataDir)).some((name) => name.includes('.before-'))).toBe(true);
    await start();
    expect((await ask(key, 'Once more')).status).toBe(200);
  });
});

describe('a backup that cannot be made or put back', () => {
  it.each([
    [[], 'Usage'],
    [['--homes'], 'Usage'],
    [['x.tar.gz', '--everything'], 'Usage'],
  ])('is refused with a line (%j)', async (args, words) => {
    const { code, said } = await command('backup', args);
    expect([code, said]).toEqual([2, expect.stringContaining(words)]);
    expect((await command('restore', args)).said).toContain(words);
  });

  it('never writes over a file', async () => {
    await writeFile(archive, 'mine');
    const { code, said } = await command('backup', [archive]);
    expect([code, said]).toEqual([2, expect.stringContaining('is there already')]);
    expect(await readFile(archive, 'utf8')).toBe('mine');
  });

  it('is not taken from an archive that is none of ours', async () => {
    await writeFile(archive, 'not an archive');
    const { code, said } = await command('restore', [archive]);
    expect([code, said]).toEqual([2, expect.stringContaining('tar failed')]);
    expect(await readdir(scratch)).not.toContain('data');
  });

  it('of a database of yours says what program is missing, and leaves nothing half-written', async () => {
    const DATABASE_URL = 'postgres://ada:secret@127.0.0.1:1/x';
    const empty = join(scratch, 'empty');
    await mkdir(empty);
    const { code, said } = await command('backup', [archive], { DATABASE_URL, PATH: empty });
    expect([code, said]).toEqual([2, expect.stringContaining('pg_dump cannot be run')]);
    expect(said).not.toContain('secret');
    expect((await readdir(scratch)).filter((name) => name.startsWith('backup'))).toEqual([]);
  });

  it('is not put into a database that holds tables, and leaves them when it fails', async () => {
    const { database, close } = await openTestDatabase();
    const manifest = {
      ...{ product: 'hermes-control-plane', version: '0.1.0', createdAt: 'then' },
      ...{ database: 'external', entries: [], homes: [] },
    };
    await writeFile(join(scratch, 'manifest.json'), JSON.stringify(manifest));
    await writeFile(join(scratch, 'database.dump'), 'damaged');
    const files = ['manifest.json', 'database.dump'];
    execFileSync('tar', ['-czf', archive, '-C', scratch, ...files]);
    const environment = { DATABASE_URL: database.url };
    const refused = await command('restore', [archive], environment);
    expect(refused.said).toContain('The database holds tables already');
    const failed = await command('restore', [archive, '--replace'], environment);
    expect([failed.code, failed.said]).toEqual([2, expect.stringContaining('pg_restore')]);
    expect(failed.said).toContain('The schema public is what it was');
    const found = await database.console.query('select count(*) from administrator');
    expect(found.rows).toHaveLength(1);
    expect((await command('restore', [archive])).said).toContain('set DATABASE_URL');
    await close();
  });
});
