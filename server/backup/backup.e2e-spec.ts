import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BackedUpProduct } from '../testing/backed-up-product.ts';
import { eventually } from '../testing/eventually.ts';
import { openTestDatabase } from '../testing/test-database.ts';

let product: BackedUpProduct;
let scratch: string;
let dataDir: string;
let archive: string;
const command: BackedUpProduct['command'] = (...parts) => product.command(...parts);

beforeEach(async () => {
  product = await BackedUpProduct.prepare();
  ({ scratch, dataDir, archive } = product);
});
afterEach(() => product.cleanUp());

describe('a backup of the embedded database and the homes', () => {
  it('brings users, keys, logs, sessions and homes back after everything was lost', async () => {
    await mkdir(join(scratch, 'hermes'), { recursive: true });
    await writeFile(join(scratch, 'hermes', 'auth.json'), '{"secret": 1}', { mode: 0o600 });
    await product.start();
    const cookie = await product.signIn();
    const key = await product.createKey(cookie);
    expect((await product.ask(key, 'Remember me')).status).toBe(200);
    await eventually(async () => expect(await product.prompts(cookie)).toEqual(['Remember me']));
    const running = await command('backup', [archive]);
    expect([running.code, running.said]).toEqual([2, expect.stringContaining('is in use')]);
    await product.stop();

    const { code, said } = await command('backup', [archive, '--homes']);
    expect([code, said]).toEqual([0, expect.stringContaining('Written')]);
    expect((await stat(archive)).mode & 0o777).toBe(0o600);
    await rm(dataDir, { recursive: true });
    await rm(join(scratch, 'hermes'), { recursive: true });

    expect(await command('restore', [archive, '--homes'])).toMatchObject({ code: 0 });
    const home = join(scratch, 'hermes', 'auth.json');
    expect(await readFile(home, 'utf8')).toBe('{"secret": 1}');
    expect((await stat(home)).mode & 0o777).toBe(0o600);
    await product.start();
    expect((await product.ask(key, 'Again')).status).toBe(200);
    expect(await product.names(cookie)).toEqual(['Ada']);
    expect(await product.prompts(cookie)).toContain('Remember me');
    await product.stop();

    const refused = await command('restore', [archive]);
    expect([refused.code, refused.said]).toEqual([2, expect.stringContaining('--replace')]);
    expect((await command('restore', [archive, '--replace'])).code).toBe(0);
    expect((await readdir(dataDir)).some((name) => name.includes('.before-'))).toBe(true);
    await product.start();
    expect((await product.ask(key, 'Once more')).status).toBe(200);
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
