import { mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Logger } from '@nestjs/common';
import { eventually } from '../../testing/eventually.ts';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import { createHermesHome, type HermesHomeFixture } from '../../testing/hermes-home-fixture.ts';
import { ConsoleClient, type Answer } from '../../testing/test-console.ts';
import { adminPassword, startTestProduct, type TestProduct } from '../../testing/test-product.ts';
import { HomeSizes } from './home-sizes.ts';
import { StorageSamples } from './storage-samples.ts';
import type { CleanUp, StorageView } from './storage.contract.ts';

const path = '/api/admin/hermes/storage';

let fixture: HermesHomeFixture;
let product: TestProduct;
let admin: ConsoleClient;

beforeAll(async () => {
  Logger.overrideLogger(['error', 'fatal']);
  fixture = await createHermesHome();
  product = await startTestProduct({
    HERMES_HOME: fixture.at('.hermes'),
    HERMES_BIN: fixture.at('bin/hermes'),
  });
  admin = new ConsoleClient(product.consoleUrl);
  await admin.logIn(adminPassword);
});
beforeEach(async () => {
  await rm(fixture.at('.hermes'), { recursive: true, force: true });
  await mkdir(fixture.at('.hermes'));
  product.product.console.get(HomeSizes).forget('default');
});
afterAll(async () => {
  await product?.stop();
  await fixture?.remove();
});

const put = (file: string, bytes: number) => fixture.put(`.hermes/${file}`, 'x'.repeat(bytes));
const read = async (): Promise<StorageView> => (await admin.get(path)).body;
/** Counting goes on behind the answers. */
const readWhole = (): Promise<StorageView> =>
  eventually(async () => {
    const view = await read();
    expect(view.home?.isCounting).toBe(false);
    return view;
  });
const codeOf = ({ status, body }: Answer) => [status, body.error?.code];

describe('storage', () => {
  it('tells what each area takes, and follows no link', async () => {
    await put('state.db', 100);
    await put('logs/agent.log', 10);
    await put('image_cache/a/b.png', 7);
    await put('profiles/coder/logs/agent.log', 5);
    await put('notes.txt', 1);
    await symlink('/usr', fixture.at('.hermes/usr'));
    await symlink(fixture.at('.hermes'), fixture.at('.hermes/circle'));
    const { home, databases, disk } = await readWhole();
    expect(home).toMatchObject({ bytes: 123, files: 5, links: 2, isComplete: true });
    expect(home!.areas).toEqual([
      { area: 'sessions', bytes: 100, files: 1 },
      { area: 'logs', bytes: 10, files: 1 },
      { area: 'caches', bytes: 7, files: 1 },
      { area: 'profiles', bytes: 5, files: 1 },
      { area: 'other', bytes: 1, files: 1 },
    ]);
    expect(databases).toEqual([{ name: 'state.db', bytes: 100, walBytes: 0 }]);
    expect(disk!.totalBytes).toBeGreaterThan(0);
  });

  it('answers for a home that is not there', async () => {
    await rm(fixture.at('.hermes'), { recursive: true });
    const { home } = await readWhole();
    expect(home).toMatchObject({ isComplete: false, bytes: 0 });
    expect(home!.problems[0]).toContain('ENOENT');
  });

  it('names the tables of PostgreSQL, parts of a partitioned one together', async () => {
    // Its parts are made once the database was reached.
    await eventually(async () => {
      const { body } = await admin.get(`${path}/postgres`);
      const request = body.tables.find(({ name }: { name: string }) => name === 'audit_request');
      expect(request?.parts).toBeGreaterThan(1);
      expect(body.bytes).toBeGreaterThan(0);
    });
  });

  it('counts a home of many files, however often it is asked meanwhile', async () => {
    for (let folder = 0; folder < 200; folder++) {
      const place = fixture.at(`.hermes/skills/s${folder}`);
      await mkdir(place, { recursive: true });
      await Promise.all(
        Array.from({ length: 50 }, (_, file) => writeFile(join(place, `${file}`), 'x')),
      );
    }
    const { home } = await eventually(async () => {
      const view = await read();
      expect(view.home?.isComplete).toBe(true);
      return view;
    });
    expect(home!.files).toBe(10_000);
  });

  it('remembers what a home took, once an hour, and only whole counts', async () => {
    await put('logs/agent.log', 10);
    const samples = product.product.console.get(StorageSamples);
    const first = new Date('2026-11-01T00:40:00Z');
    await samples.take(first);
    await samples.take(new Date('2026-11-01T00:50:00Z'));
    const { body } = await admin.get(`${path}/trend`);
    expect(body.samples).toEqual([
      { at: '2026-11-01T00:00:00.000Z', bytes: 10, areas: [{ area: 'logs', bytes: 10, files: 1 }] },
    ]);
    await samples.take(new Date('2027-11-01T00:00:00Z'));
    expect(
      (await admin.get(`${path}/trend`)).body.samples.map(({ at }: { at: string }) => at),
    ).toEqual(['2027-11-01T00:00:00.000Z']);
  });
});

describe('a clean-up', () => {
  const dryRun = async (name: string): Promise<CleanUp> =>
    (await admin.get(`${path}/clean-ups`)).body.items.find((each: CleanUp) => each.name === name);
  const run = (name: string, version: string, typedName = name.replaceAll('_', ' ')) =>
    admin.post(`${path}/clean-ups/${name}`, { version, typedName });

  it('of rotated logs shows them first, and then removes those and no others', async () => {
    for (const file of ['agent.log', 'agent.log.1', 'errors.log.2', 'notes.1'])
      await put(`logs/${file}`, 5);
    const shown = await dryRun('rotated_logs');
    expect(shown).toMatchObject({
      files: 2,
      bytes: 10,
      examples: ['logs/agent.log.1', 'logs/errors.log.2'],
    });
    const { status, body } = await run('rotated_logs', shown.version);
    expect([status, body]).toEqual([200, { files: 2, bytes: 10, failed: [] }]);
    expect(await readdir(fixture.at('.hermes/logs'))).toEqual(['agent.log', 'notes.1']);
    const [event] = (await admin.get('/api/admin/events?limit=1')).body.items;
    expect(event).toMatchObject({
      action: 'hermes_storage.clean_up',
      target: { id: 'rotated_logs' },
      changes: [
        { field: 'files', before: 2, after: 2 },
        { field: 'bytes', after: 10 },
      ],
    });
  });

  it('is refused without the typed name, and when something else is there now', async () => {
    await put('image_cache/a.png', 5);
    const { version } = await dryRun('caches');
    expect(codeOf(await run('caches', version, 'cache'))).toEqual([422, 'name_not_typed']);
    await put('image_cache/b.png', 5);
    expect(codeOf(await run('caches', version))).toEqual([412, 'clean_up_changed']);
    expect(await readdir(fixture.at('.hermes/image_cache'))).toEqual(['a.png', 'b.png']);
  });

  it('keeps the newest snapshots', async () => {
    for (let day = 1; day <= 7; day++)
      await put(`state-snapshots/2026110${day}-000000/state.db`, 3);
    await put('state-snapshots/mine/keep', 3);
    const shown = await dryRun('old_snapshots');
    expect(shown).toMatchObject({ files: 2, bytes: 6 });
    await run('old_snapshots', shown.version);
    expect(await readdir(fixture.at('.hermes/state-snapshots'))).toEqual([
      '20261103-000000',
      '20261104-000000',
      '20261105-000000',
      '20261106-000000',
      '20261107-000000',
      'mine',
    ]);
  });

  it('does not reach through links', async () => {
    await fixture.put('outside/agent.log.1', 'keep');
    await symlink(fixture.at('outside'), fixture.at('.hermes/logs'));
    await mkdir(fixture.at('.hermes/image_cache'));
    await symlink(fixture.at('outside/agent.log.1'), fixture.at('.hermes/image_cache/a'));
    const logs = await dryRun('rotated_logs');
    expect([logs.files, logs.problems[0]?.reason]).toEqual([0, 'outside_root']);
    await run('rotated_logs', logs.version);
    await run('caches', (await dryRun('caches')).version);
    expect(await fixture.text('outside/agent.log.1')).toBe('keep');
  });
});

describe('the integrity of a database', () => {
  const check = async (query = '') => (await admin.get(`${path}/integrity${query}`)).body;
  const create = (file: string) => {
    const database = new Sqlite(fixture.at(`.hermes/${file}`));
    database.exec('create table t (a text)');
    const insert = database.prepare('insert into t values (?)');
    database.transaction(() => {
      for (let row = 0; row < 2000; row++) insert.run('x'.repeat(200));
    })();
    database.close();
  };

  it('is sound, damaged, missing or not a database', async () => {
    expect(await check()).toMatchObject({ state: 'missing' });
    create('state.db');
    expect(await check()).toMatchObject({ state: 'sound', findings: ['ok'] });
    const file = fixture.at('.hermes/state.db');
    const bytes = await readFile(file);
    bytes.fill(0xff, 8192, 40_000);
    await writeFile(file, bytes);
    expect(await check()).toMatchObject({ state: 'damaged' });
    await put('kanban.db', 5000);
    expect(await check('?database=kanban.db')).toMatchObject({
      state: 'damaged',
      findings: ['not_database'],
    });
    expect((await admin.get(`${path}/integrity?database=../x`)).status).toBe(422);
  });
});

describe('backups', () => {
  const zip = Buffer.concat([
    Buffer.from('PK\u0005\u0006\0\0\0\0\u0002\0\u0002\0', 'binary'),
    Buffer.alloc(10),
  ]);
  const endOf = (answer: Answer) =>
    eventually(async () => {
      const { body } = await admin.get(`/api/admin/hermes/jobs/${answer.body.id}`);
      expect(body.job.state).not.toBe('running');
      return body.job;
    });
  const script = (body: string) => writeHermesScript(fixture.at('bin/hermes'), body);

  it('of Hermes are listed, snapshots held against their manifests', async () => {
    await put('state-snapshots/20261121-003446-ok/config.yaml', 10);
    await fixture.put('.hermes/state-snapshots/20261121-003446-ok/manifest.json', {
      label: 'ok',
      file_count: 1,
      total_size: 10,
      files: { 'config.yaml': 10 },
    });
    await fixture.put('.hermes/state-snapshots/20261120-000000/manifest.json', {
      file_count: 2,
      total_size: 20,
      files: { 'state.db': 20, '../../config.yaml': 3 },
    });
    await put('state-snapshots/20261119-000000/manifest.json', 5);
    const { body } = await admin.get(`${path}/backups`);
    expect(body.snapshots).toMatchObject([
      { label: 'ok', createdAt: '2026-11-21T00:34:46.000Z', bytes: 10, isWhole: true },
      { isWhole: false, problems: ['state.db: not there', '../../config.yaml: not there'] },
      { isWhole: false, problems: ['manifest.json: not_json'] },
    ]);
  });

  it('are made by the command, verified, handed out and removed', async () => {
    await fixture.put('bin/good.zip', zip);
    await script(`cp "${fixture.at('bin/good.zip')}" "$5"`);
    const job = await endOf(await admin.post(`${path}/backups`, { kind: 'full' }));
    expect([job.state, job.verified?.text]).toEqual([
      'succeeded',
      expect.stringContaining('has an end and 2 entries'),
    ]);
    const { backups, folder } = (await admin.get(`${path}/backups`)).body;
    const { file } = backups[0];
    const download = await admin.get(`${path}/backups/${file}/download`);
    expect([download.status, download.headers.get('content-length')]).toEqual([200, '22']);
    await truncate(join(folder, file), 12);
    expect((await admin.get(`${path}/backups/${file}/verify`)).body.isWhole).toBe(false);
    expect((await admin.delete(`${path}/backups/${file}`)).status).toBe(204);
    expect((await admin.get(`${path}/backups`)).body.backups).toEqual([]);
  });

  it('that the command only speaks of have failed', async () => {
    await script('echo "Backup complete"');
    for (const kind of ['full', 'snapshot']) {
      const job = await endOf(await admin.post(`${path}/backups`, { kind }));
      expect([kind, job.state, job.exitCode]).toEqual([kind, 'failed', 0]);
    }
  });

  it('of checkpoints are pruned, and the room they take afterwards is told', async () => {
    await put('checkpoints/store/pack', 30);
    await script('rm "$HERMES_HOME/checkpoints/store/pack"');
    const job = await endOf(await admin.post(`${path}/checkpoints/prune`));
    expect(job.verified?.text).toBe('Checkpoints took 30 bytes and take 0 now.');
  });
});
