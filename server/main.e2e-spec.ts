import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import pg from 'pg';
import { createBreakableDatabase } from './testing/breakable-database.ts';
import { eventually } from './testing/eventually.ts';
import {
  cleanUp,
  npmStart,
  runMain,
  runToEnd,
  scratchFolder,
  type MainProcess,
} from './testing/main-process.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

const statusOf = (main: MainProcess, path: string): Promise<number | undefined> =>
  fetch(main.consoleUrl + path).then(
    ({ status }) => status,
    () => undefined,
  );
const untilReady = (main: MainProcess): Promise<void> =>
  eventually(async () => expect(await statusOf(main, '/health/ready')).toBe(200), 45_000);

describe('A start that cannot succeed', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(() => database.drop());

  const query = async (...statements: string[]): Promise<void> => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };

  it('names the port that is in use', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as AddressInfo;
    const { code, lines } = await runToEnd({
      DATABASE_URL: database.url,
      HERMES_POST_AI_API_PORT: String(port),
    });
    occupant.close();
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining(`Port ${port} on 127.0.0.1 is in use.`)]);
  });

  it.each(['foo.invalid', '8.8.8.8'])('names the address %s it cannot listen on', async (host) => {
    const { code, lines } = await runToEnd({
      DATABASE_URL: database.url,
      HERMES_BIND_HOST: host,
    });
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(`^Cannot listen on ${host}:\\d+ \\(E[A-Z_]+\\)\\.`),
    ]);
  });

  it.each(['postgres://us%zz:secret@h/db', 'postgres://u:secret@host:bad/db'])(
    'names the setting of a database address that nobody understands (%#)',
    async (url) => {
      const { code, lines } = await runToEnd({ DATABASE_URL: url });
      expect(code).toBe(1);
      expect(lines).toEqual([expect.stringMatching(/^DATABASE_URL: got \d+ characters/)]);
    },
  );

  it('names the data folder that cannot be written', async () => {
    const { code, lines } = await runToEnd({ HERMES_DATA_DIR: '/dev/null/data' });
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringMatching(/^The data folder \/dev\/null\/data cannot be written \(ENOTDIR\)\./),
    ]);
  });

  it('says every setting that is wrong, a line each, without showing a secret', async () => {
    const { code, lines } = await runToEnd({
      HERMES_CONSOLE_PORT: 'web',
      HERMES_ADMIN_PASSWORD: 'too-short-secret',
      HERMES_LOG_RETENTION_DAYS: '-1',
      HERMES_PRE_UPSTREAM_URL: 'ftp://example.com',
    });
    expect(code).toBe(1);
    expect(lines.map((line) => line.split(/[ :]/)[0]).sort()).toEqual([
      'HERMES_CONSOLE_PORT',
      'HERMES_LOG_RETENTION_DAYS',
      'HERMES_PRE_UPSTREAM_URL',
    ]);
    expect(lines.join()).not.toContain('too-short-secret');
  });

  it('in production asks for a password and a database of its own', async () => {
    const { code, lines } = await runToEnd({ NODE_ENV: 'production', HERMES_ADMIN_PASSWORD: '' });
    expect(code).toBe(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringContaining('HERMES_ADMIN_PASSWORD'),
        expect.stringContaining('DATABASE_URL'),
      ]),
    );
  });

  it('refuses a database that a newer version wrote', async () => {
    await query(`insert into migrations (timestamp, name) values (9e12, 'Later9000000000000')`);
    const { code, lines } = await runToEnd({ DATABASE_URL: database.url });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('written by a newer version')]);
  });

  it('refuses a PostgreSQL that is too old', async () => {
    // A server that says so itself would have to be installed; this one is made to say so.
    await query(
      `create function public.current_setting(text) returns text language sql
         as $$ select case $1 when 'server_version_num' then '130018' else '13.18' end $$`,
      `alter database "${new URL(database.url.replace('@/', '@x/')).pathname.slice(1)}"
         set search_path = public, pg_catalog`,
    );
    const { code, lines } = await runToEnd({ DATABASE_URL: database.url });
    expect(code).toBe(1);
    expect(lines).toEqual([expect.stringContaining('PostgreSQL 13.18 is too old')]);
  });
});

describe('The process', () => {
  let dataDir: string;
  let main: MainProcess | undefined;
  beforeEach(async () => {
    dataDir = await scratchFolder();
  });
  afterEach(() => cleanUp(dataDir, ...(main ? [main] : [])));

  it('starts with nothing set, says where it is reached, and ends cleanly when told to', async () => {
    main = await runMain(dataDir, { HERMES_ADMIN_PASSWORD: undefined });
    await untilReady(main);
    await eventually(() => expect(main!.output()).toContain('Hermes Control Plane is running.'));
    expect(main.output()).toContain(main.consoleUrl);
    expect(main.output()).toContain(`admin, password in ${dataDir}/admin-password`);
    expect(main.output()).toContain('The built-in demo upstream answers');
    expect(main.output()).not.toContain('\u001b[');
    main.signal('SIGTERM');
    expect(await main.ended).toBe(0);
  });

  it('ends when the `npm start` that began it is told to end', async () => {
    main = await runMain(dataDir, {}, npmStart);
    await untilReady(main);
    main.signal('SIGTERM');
    await main.ended;
    expect(await statusOf(main, '/health/live')).toBeUndefined();
    expect(main.output()).toContain('Stopping');
  });

  it('just starts again after it was killed with its embedded database', async () => {
    main = await runMain(dataDir);
    await untilReady(main);
    main.kill();
    await main.ended;
    main = await runMain(dataDir);
    await untilReady(main);
    main.signal('SIGINT');
    expect(await main.ended).toBe(0);
  });

  it('is live but not ready while the database is away, and ready when it comes back', async () => {
    const database = await createBreakableDatabase();
    try {
      await database.cut();
      main = await runMain(dataDir, { DATABASE_URL: database.url });
      await eventually(async () => expect(await statusOf(main!, '/health/live')).toBe(200), 45_000);
      expect(await statusOf(main, '/health/ready')).toBe(503);
      expect(main.output()).toContain('The database is away');
      await database.restore();
      await untilReady(main);
    } finally {
      main?.kill();
      await main?.ended;
      await database.drop();
    }
  });
});
