import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { AccountEdits } from '../accounts/account-edits.ts';
import { providerVersion } from '../accounts/auth-store.ts';
import { withFlock } from './flock.ts';
import { HermesFileEditor } from './hermes-file-editor.ts';

const project = join(import.meta.dirname, '..', '..', '..');
let fixture: HermesHomeFixture;

beforeEach(async () => {
  fixture = await createHermesHome();
});
afterEach(() => fixture.remove());

const store = async () =>
  JSON.parse(await fixture.text('.hermes/auth.json')) as {
    credential_pool: Record<string, Record<string, unknown>[]>;
  };

describe('500 edits of auth.json while another process refreshes a token in it all the time', () => {
  let hermes: ChildProcess | undefined;
  afterEach(() => hermes?.kill('SIGKILL'));

  it('lose nothing of either side', async () => {
    await fixture.put('.hermes/auth.json', authStore());
    const edits = new AccountEdits(
      fixture.home,
      new HermesFileEditor(fixture.home, fixture.settings),
    );
    hermes = run(refreshInLoop, fixture.at('.hermes'));
    const lines = createInterface({ input: hermes.stdout! })[Symbol.asyncIterator]();
    await lines.next();
    let [relabelled, added] = [0, 0];
    for (let round = 0; round < 500; round++) {
      const isAdded = round % 5 === 0;
      const provider = isAdded ? 'deepseek' : 'openrouter';
      // As a page would: from what was there when it looked, which the other process has overtaken since.
      const version = providerVersion(await store(), provider);
      const at = { provider, position: 0, id: 'a1b2c3', fingerprint: null };
      if (isAdded)
        await edits.apply('default', version, {
          kind: 'add',
          provider,
          key: `sk-number-${added++}`,
        });
      else
        await edits.apply('default', version, {
          kind: 'relabel',
          at,
          label: `label ${++relabelled}`,
        });
    }
    hermes.stdin!.end();
    const told = JSON.parse((await lines.next()).value as string) as { refreshes: number };
    await once(hermes, 'close');
    const { credential_pool: pool } = await store();
    expect(told.refreshes).toBeGreaterThan(50);
    expect(pool.nous![0]).toMatchObject({
      request_count: told.refreshes,
      access_token: `token-${told.refreshes}`,
    });
    expect(pool.openrouter![0]!.label).toBe(`label ${relabelled}`);
    expect(pool.deepseek!.map((entry) => entry.access_token)).toEqual(
      Array.from({ length: added }, (_, number) => `sk-number-${number}`),
    );
  });
});

describe('a process killed in the middle of an edit, fifty times', () => {
  it('leaves the old file or the new one, the lock free, and nothing that is taken for the file', async () => {
    const padding = 'x'.repeat(300_000);
    await fixture.put('.hermes/auth.json', { n: 0, padding });
    for (let round = 0; round < 50; round++) {
      const child = run(editInLoop, fixture.at('.hermes'), fixture.settings.dataDir);
      let last = '';
      child.stdout!.setEncoding('utf8').on('data', (text: string) => (last += text));
      const closed = once(child, 'close');
      await once(child.stdout!, 'data');
      await sleep(Math.random() * 40);
      child.kill('SIGKILL');
      await closed;
      const done = Number(last.trim().split('\n').at(-1));
      const found = JSON.parse(await fixture.text('.hermes/auth.json')) as {
        n: number;
        padding: string;
      };
      expect([done, done + 1]).toContain(found.n);
      expect(found.padding).toBe(padding);
      const lock = { path: fixture.at('.hermes/auth.lock'), isFolder: false };
      await withFlock(lock, () => Promise.resolve(), 1000);
    }
    const names = await readdir(fixture.at('.hermes'));
    const others = names.filter((name) => !/^\.auth\.json\.hcp-.*\.tmp$/.test(name));
    expect(others.sort()).toEqual(['auth.json', 'auth.lock']);
    for (const name of await readdir(join(fixture.settings.dataDir, 'hermes-history')))
      for (const kept of await readdir(join(fixture.settings.dataDir, 'hermes-history', name)))
        if (kept.endsWith('.json'))
          JSON.parse(
            await readFile(join(fixture.settings.dataDir, 'hermes-history', name, kept), 'utf8'),
          );
  });
});

function run(program: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, ['--input-type=module', '-e', program, ...args], {
    cwd: project,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** What Hermes does when it refreshes a token: its lock, the whole file read and written, a rename. */
const refreshInLoop = `
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';
const flock = koffi.load(null).func('int flock(int, int)');
const home = process.argv[1];
let refreshes = 0;
let isOver = false;
process.stdin.on('end', () => (isOver = true)).resume();
writeSync(1, 'begun\\n');
while (!isOver) {
  const lock = openSync(home + '/auth.lock', 'a', 0o600);
  while (flock(lock, 6) !== 0) await sleep(2);
  const store = JSON.parse(readFileSync(home + '/auth.json', 'utf8'));
  // Somebody reads and writes at his leisure.
  await sleep(3);
  const entry = store.credential_pool.nous[0];
  refreshes++;
  entry.request_count++;
  entry.access_token = 'token-' + entry.request_count;
  store.updated_at = new Date().toISOString();
  const temporary = home + '/auth.json.tmp.' + process.pid + '.' + refreshes;
  const file = openSync(temporary, 'wx', 0o600);
  writeFileSync(file, JSON.stringify(store, null, 2) + '\\n');
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, home + '/auth.json');
  closeSync(lock);
  await sleep(15);
}
writeSync(1, JSON.stringify({ refreshes }) + '\\n');
`;

/** The editor as it is built, which says after each edit which one it was. */
const editInLoop = `
import { writeSync } from 'node:fs';
import { HermesHome } from './dist/server/hermes-state/hermes-home.js';
import { HermesFileEditor } from './dist/server/hermes-state/files/hermes-file-editor.js';
const [hermesHome, dataDir] = process.argv.slice(1);
const place = hermesHome + '/nowhere';
const settings = { hermesHome, dataDir, codexHome: place, claudeConfigDir: place, geminiHome: place };
const editor = new HermesFileEditor(new HermesHome(settings), settings);
for (;;) {
  const { after } = await editor.edit({ profile: 'default', path: 'auth.json', format: 'json' }, {
    change: (text) => text.replace(/"n": (\\d+)/, (_, n) => '"n": ' + (Number(n) + 1)),
  });
  writeSync(1, JSON.parse(after).n + '\\n');
}
`;

function authStore() {
  const entry = (id: string, label: string, access_token: string) => ({
    id,
    label,
    auth_type: 'api_key',
    priority: 0,
    source: 'manual',
    access_token,
    request_count: 0,
  });
  return {
    version: 1,
    credential_pool: {
      nous: [entry('9e8480', 'ada@example.org', 'token-0')],
      openrouter: [entry('a1b2c3', 'label 0', 'sk-or-v1-0123456789abcdef')],
    },
  };
}
