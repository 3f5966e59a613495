import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestConsole } from './testing/test-console.ts';
import { openTestDatabase } from './testing/test-database.ts';
import { verifyEvents } from './verify-events.ts';

describe('npm run verify-events', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;

  const verify = async (args: string[] = [], environment: NodeJS.ProcessEnv = {}) => {
    const said: string[] = [];
    const given = { DATABASE_URL: database.database.url, ...environment };
    const code = await verifyEvents(given, args, (line) => said.push(line));
    return { code, said };
  };
  const sql = (text: string) => database.database.console.query(text);

  beforeEach(async () => {
    database = await openTestDatabase();
    const console = await startTestConsole(database.database);
    await console.logIn();
    await console.close();
  });
  afterEach(() => database?.close());

  it('ends with 0 when all is as written, and says where the chain ends', async () => {
    const { code, said } = await verify();
    expect([code, said[0]]).toEqual([0, '2 events are as written.']);
    expect(said[1]).toMatch(/^Head: 2:[0-9a-f]{64}$/);
  });

  it('ends with 1 when an event was altered', async () => {
    await sql(`alter table admin_event disable trigger all; update admin_event set status = 500
      where sequence = 2`);
    const { code, said } = await verify();
    expect([code, said.at(-1)]).toEqual([1, 'BROKEN: event 2 is altered.']);
  });

  it('ends with 1 when the noted head is gone', async () => {
    const head = (await verify()).said[1]!.replace('Head: ', '');
    expect((await verify(['--head', head])).code).toBe(0);
    await sql(`alter table admin_event disable trigger all; delete from admin_event
      where sequence = 2`);
    const { code, said } = await verify(['--head', head]);
    expect([code, said.at(-1)]).toEqual([1, 'BROKEN: event 2 is missing.']);
  });

  it('ends with 2 when it could not look', async () => {
    const away = 'postgres://nobody@127.0.0.1:1/nothing';
    expect((await verify([], { DATABASE_URL: away })).code).toBe(2);
    expect((await verify(['--head', 'x'])).said).toEqual([expect.stringContaining('Usage')]);
    const bad = await verify([], { HERMES_CONSOLE_PORT: 'x' });
    expect([bad.code, bad.said[0]]).toEqual([2, expect.stringContaining('HERMES_CONSOLE_PORT')]);
  });

  it('starts the embedded database when there is no other and it is not running', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'hcp-verify-'));
    const { said } = await verify([], { DATABASE_URL: '', HERMES_DATA_DIR: dataDir });
    // It is empty: no console has ever been started with it.
    expect(said).toEqual(['Not verified: relation "admin_event" does not exist']);
    await rm(dataDir, { recursive: true, force: true });
  });
});
