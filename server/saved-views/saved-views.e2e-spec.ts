import { randomUUID } from 'node:crypto';
import { addColleague } from '../testing/administrators.ts';
import { startTestConsole, type ConsoleClient, type TestConsole } from '../testing/test-console.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { mostSavedViews, savedViewListSchema, savedViewSchema } from './saved-views.contract.ts';

const path = '/api/admin/saved-views';

describe('saved views', () => {
  let database: Awaited<ReturnType<typeof openTestDatabase>>;
  let console: TestConsole;
  let admin: ConsoleClient;
  let other: ConsoleClient;
  let viewer: ConsoleClient;

  const view = (changes: object = {}) => ({
    name: `View ${randomUUID()}`,
    page: 'audit',
    query: 'status=5xx&gateway=pre',
    ...changes,
  });
  const save = async (client: ConsoleClient, changes: object = {}) => {
    const answer = await client.post(path, view(changes));
    expect(answer.status).toBe(201);
    return savedViewSchema.parse(answer.body);
  };
  const idsOf = async (client: ConsoleClient, page = 'audit') =>
    savedViewListSchema
      .parse((await client.get(`${path}?page=${page}`)).body)
      .items.map(({ id }) => id);
  const lastEvent = async () =>
    (await admin.get('/api/admin/events?limit=1')).body.items[0] as Record<string, unknown>;
  const codeOf = ({ status, body }: { status: number; body: { error?: { code: string } } }) => [
    status,
    body?.error?.code,
  ];

  beforeAll(async () => {
    database = await openTestDatabase();
    console = await startTestConsole(database.database);
    admin = await console.logIn();
    other = (await addColleague(console, admin)).client;
    viewer = (await addColleague(console, admin, { role: 'viewer' })).client;
  });
  afterAll(async () => {
    await console?.close();
    await database?.close();
  });

  it('are kept for their owner, viewers too, and shown to nobody else', async () => {
    const mine = await save(viewer, { query: '?status=5xx' });
    expect(mine).toMatchObject({ query: 'status=5xx', shared: false, isMine: true });
    expect(await idsOf(viewer)).toContain(mine.id);
    expect(await idsOf(viewer, 'api-users')).not.toContain(mine.id);
    for (const client of [admin, other]) {
      expect(await idsOf(client)).not.toContain(mine.id);
      expect(codeOf(await client.patch(`${path}/${mine.id}`, { name: 'x' }))[0]).toBe(404);
      expect(codeOf(await client.delete(`${path}/${mine.id}`))[0]).toBe(404);
    }
  });

  it('are shown to everybody once an administrator shares them', async () => {
    const { id } = await save(admin);
    expect((await admin.patch(`${path}/${id}`, { shared: true })).body.shared).toBe(true);
    expect(await idsOf(viewer)).toContain(id);
    const [seen] = (await viewer.get(path)).body.items.filter(
      (item: { id: string }) => item.id === id,
    );
    expect(seen).toMatchObject({ isMine: false, owner: { name: 'admin' } });
    expect((await other.patch(`${path}/${id}`, { name: `Theirs ${id}` })).status).toBe(200);
    expect((await other.patch(`${path}/${id}`, { shared: false })).status).toBe(200);
    expect(await idsOf(viewer)).not.toContain(id);
  });

  it('are not shared by viewers, and shared ones not changed by them', async () => {
    expect(codeOf(await viewer.post(path, view({ shared: true })))).toEqual([403, 'admin_only']);
    const mine = await save(viewer);
    const shared = await save(admin, { shared: true });
    const refused = [403, 'admin_only'];
    expect(codeOf(await viewer.patch(`${path}/${mine.id}`, { shared: true }))).toEqual(refused);
    expect(codeOf(await viewer.patch(`${path}/${shared.id}`, { name: 'x' }))).toEqual(refused);
    expect(codeOf(await viewer.delete(`${path}/${shared.id}`))).toEqual(refused);
    expect((await viewer.delete(`${path}/${mine.id}`)).status).toBe(204);
  });

  it('have one name each, of one owner and page', async () => {
    const { id, name } = await save(admin);
    const taken = [409, 'name_taken'];
    expect(codeOf(await admin.post(path, view({ name: name.toUpperCase() })))).toEqual(taken);
    const second = await save(admin);
    expect(codeOf(await admin.patch(`${path}/${second.id}`, { name }))).toEqual(taken);
    await save(admin, { name, page: 'api-users' });
    await save(other, { name });
    expect((await admin.patch(`${path}/${id}`, { name: name.toUpperCase() })).status).toBe(200);
  });

  it('leave an event of what was done', async () => {
    const { id, name } = await save(admin);
    const target = { kind: 'saved_view', id, name };
    expect(await lastEvent()).toMatchObject({ action: 'saved_view.create', target, status: 201 });
    await admin.patch(`${path}/${id}`, { query: 'model=a' });
    expect(await lastEvent()).toMatchObject({
      action: 'saved_view.change',
      target,
      changes: [{ field: 'query', before: 'status=5xx&gateway=pre', after: 'model=a' }],
    });
    await admin.delete(`${path}/${id}`);
    expect(await lastEvent()).toMatchObject({ action: 'saved_view.delete', target, status: 204 });
  });

  it('are bounded in number, for requests at the same moment too', async () => {
    const { client } = await addColleague(console, admin);
    for (let n = 0; n < mostSavedViews - 1; n++) await save(client);
    const answers = await Promise.all([1, 2, 3].map(() => client.post(path, view())));
    const codes = answers.map(codeOf).sort();
    expect(codes).toEqual([
      [201, undefined],
      [409, 'too_many_saved_views'],
      [409, 'too_many_saved_views'],
    ]);
  });

  it('go with their owner', async () => {
    const { client, administrator } = await addColleague(console, admin);
    const { id } = await save(client, { shared: true });
    expect((await admin.delete(`/api/admin/administrators/${administrator.id}`)).status).toBe(204);
    expect(await idsOf(admin)).not.toContain(id);
  });

  it.each([
    { name: ' ' },
    { page: 'Audit log' },
    { query: 'a=b c' },
    { query: 'x'.repeat(2001) },
    { owner: 'me' },
  ])('refuse %j', async (changes) => {
    expect((await admin.post(path, view(changes))).status).toBe(422);
  });
});
