import { addColleague } from '../testing/administrators.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import type { AdminEventPage, AdminEventView } from './admin-events.contract.ts';

const path = '/api/admin/events';

describe('the list of events', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;
  let colleagueId: string;
  let userId: string;

  const list = async (query = ''): Promise<AdminEventPage> => {
    const answer = await admin.get(`${path}${query}`);
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const actions = async (query: string) => (await list(query)).items.map(({ action }) => action);

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
    admin = await console.logIn();
    const { administrator, client } = await addColleague(console, admin, { username: 'carla' });
    colleagueId = administrator.id;
    const created = await client.post('/api/admin/api-users', {
      displayName: '=SUM(1) "100%", two words',
      gateways: ['pre'],
      requestsPerMinute: 1,
      monthlyTokenCap: 1,
    });
    userId = created.body.apiUser.id;
    await client.post(`/api/admin/api-users/${userId}/revoke`);
    await client.post(`/api/admin/api-users/${userId}/revoke`, { version: 1 });
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('is newest first', async () => {
    expect(await actions('')).toEqual([
      'api_user.revoke',
      'api_user.revoke',
      'api_user.create',
      'session.sign_in',
      'administrator.create',
      'session.sign_in',
      'administrator.follow_settings',
    ]);
  });

  it('comes in pages that neither repeat nor leave out', async () => {
    const seen: number[] = [];
    let cursor: string | null = null;
    do {
      const page: AdminEventPage = await list(`?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      seen.push(...page.items.map(({ sequence }) => sequence));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
  });

  it('is narrowed to an actor, by name or id', async () => {
    expect(await actions('?actor=CARLA')).toHaveLength(4);
    expect(await actions(`?actor=${colleagueId}`)).toEqual(await actions('?actor=carla'));
  });

  it('is narrowed to an action, or to all of a kind', async () => {
    expect(await actions('?action=api_user.create')).toEqual(['api_user.create']);
    expect(await actions('?action=api_user')).toHaveLength(3);
    // The underscore is no wildcard.
    expect(await actions('?action=apiXuser'.toLowerCase())).toEqual([]);
  });

  it('is narrowed to a target, by id or part of its name', async () => {
    expect(await actions(`?target=${userId}`)).toHaveLength(3);
    expect(await actions('?target=arl&targetKind=administrator')).toEqual([
      'session.sign_in',
      'administrator.create',
    ]);
    expect(await actions('?target=100%25')).toHaveLength(3);
    expect(await actions('?target=1%25')).toEqual([]);
  });

  it('is narrowed to an outcome', async () => {
    expect(await actions('?outcome=refused')).toEqual(['api_user.revoke']);
    expect(await actions('?outcome=failed')).toEqual([]);
    expect(await actions('?outcome=ok')).toHaveLength(6);
  });

  it('is narrowed to a time', async () => {
    const { items } = await list();
    const [from, to] = [items[5]!.at, items[2]!.at];
    const within = items.filter(({ at }) => at >= from && at < to);
    expect((await list(`?from=${from}&to=${to}`)).items).toEqual(within);
  });

  it('is narrowed to a text anywhere', async () => {
    expect(await actions('?text=version_conflict')).toEqual(['api_user.revoke']);
    expect(await actions('?text=requestsPerMinute')).toEqual(['api_user.create']);
  });

  it.each(['?limit=0', '?cursor=x', '?action=Drop', '?outcome=good', '?from=yesterday'])(
    'refuses %s',
    async (query) => {
      expect((await admin.get(path + query)).status).toBe(422);
    },
  );

  it('is shown although somebody left nonsense in it', async () => {
    await database.database.console.query(
      `insert into admin_event (sequence, at, action, changes, status, hash)
       values (1000, now(), 'odd', 'no JSON', 200, sha256('x'))`,
    );
    expect((await list('?action=odd')).items[0]!.changes).toEqual([
      { field: '(unreadable)', after: 'no JSON' },
    ]);
    await database.database.console.query(
      `alter table admin_event disable trigger all; delete from admin_event where sequence = 1000;
       alter table admin_event enable trigger all`,
    );
  });

  describe('as a file', () => {
    it('has an event a line', async () => {
      const answer = await admin.get(`${path}/download?action=api_user`);
      expect(answer.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="hermes-admin-events-\d{4}-\d\d-\d\d\.jsonl"$/,
      );
      const lines = answer.text.trimEnd().split('\n');
      const events = lines.map((line) => JSON.parse(line) as AdminEventView);
      expect(events).toEqual((await list('?action=api_user')).items);
    });

    it('has quoted cells that no spreadsheet takes for a formula', async () => {
      const answer = await admin.get(`${path}/download?format=csv&action=api_user.create`);
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      const [head, ...rest] = answer.text.split('\r\n');
      expect(head).toMatch(/^sequence,at,actorId,actorName,/);
      expect(rest.join('\r\n')).toContain(`"'=SUM(1) ""100%"", two words"`);
    });

    it('is whole when it is larger than what is read at once', async () => {
      await database.database.console.query(
        `insert into admin_event (sequence, at, action, changes, status, hash)
         select n, now(), 'filler', '[]', 200, sha256('x') from generate_series(1001, 3500) n`,
      );
      const answer = await admin.get(`${path}/download?action=filler`);
      const sequences = answer.text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as AdminEventView).sequence);
      expect(sequences).toEqual(Array.from({ length: 2500 }, (_, index) => 3500 - index));
    });
  });
});
