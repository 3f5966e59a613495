import { randomUUID } from 'node:crypto';
import { Database } from '../database/database.ts';
import { startAuditApp, type AuditApp } from '../testing/audit-app.ts';
import { eventually } from '../testing/eventually.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { usageSchema, type Usage } from './audit.contract.ts';
import { RefusalCounters } from './refusal-counters.ts';

const hourMs = 3_600_000;

describe('usage by the hour', () => {
  let database: Database;
  let close: () => Promise<void>;
  let audit: AuditApp;

  beforeAll(async () => {
    ({ database, close } = await openTestDatabase());
    audit = await startAuditApp(database);
  });
  afterAll(async () => {
    await audit.app.close();
    await close();
  });

  const usage = async (query: Record<string, string>): Promise<Usage> => {
    const path = `/api/admin/usage?${new URLSearchParams(query).toString()}`;
    const answer = await fetch(audit.url + path);
    expect(answer.status).toBe(200);
    return usageSchema.parse(await answer.json());
  };
  const insertHour = (hour: string, gateway: string, apiUserId: string, model: string) =>
    database.console.query(
      `insert into usage_hour values ($1, $2, $3, $4, 'Ada', 10, 1, 100, 200, 300, 5000)`,
      [hour, gateway, apiUserId, model],
    );

  it('sums users and models per hour and gateway, oldest first', async () => {
    const [ada, bob] = [randomUUID(), randomUUID()];
    await insertHour('2025-03-01T11:00:00Z', 'pre', ada, 'a');
    await insertHour('2025-03-01T10:00:00Z', 'pre', ada, 'a');
    await insertHour('2025-03-01T10:00:00Z', 'pre', ada, 'b');
    await insertHour('2025-03-01T10:00:00Z', 'pre', bob, 'a');
    await insertHour('2025-03-01T10:00:00Z', 'post', bob, 'a');
    const { hours } = await usage({ from: '2025-03-01T00:00:00Z', to: '2025-03-02T00:00:00Z' });
    expect(hours.map(({ hour, gateway, requests }) => [hour, gateway, requests])).toEqual([
      ['2025-03-01T10:00:00.000Z', 'post', 10],
      ['2025-03-01T10:00:00.000Z', 'pre', 30],
      ['2025-03-01T11:00:00.000Z', 'pre', 10],
    ]);
    expect(hours[1]).toEqual({
      hour: '2025-03-01T10:00:00.000Z',
      gateway: 'pre',
      requests: 30,
      errors: 3,
      promptTokens: 300,
      completionTokens: 600,
      totalTokens: 900,
    });
  });

  it('shows one user alone', async () => {
    const ada = randomUUID();
    await insertHour('2025-04-01T10:00:00Z', 'pre', ada, 'a');
    await insertHour('2025-04-01T10:00:00Z', 'pre', randomUUID(), 'a');
    const { hours } = await usage({ from: '2025-04-01T00:00:00Z', apiUserId: ada });
    expect(hours.map(({ requests }) => requests)).toEqual([10]);
  });

  it('takes the hour of the start in and the hour of the end out', async () => {
    for (const hour of [9, 10, 11, 12])
      await insertHour(`2025-05-01T${hour}:00:00Z`.replace('T9', 'T09'), 'pre', randomUUID(), 'a');
    const { hours } = await usage({ from: '2025-05-01T10:30:00Z', to: '2025-05-01T12:00:00Z' });
    expect(hours.map(({ hour }) => hour.slice(11, 13))).toEqual(['10', '11']);
  });

  it('tells refusals of one user from those of keys that are not ours', async () => {
    const ada = randomUUID();
    const counters = audit.app.get(RefusalCounters);
    counters.count('pre', 'rate_limited', ada);
    counters.count('pre', 'rate_limited', ada);
    counters.count('post', 'invalid_api_key', null);
    await counters.flush();
    const from = new Date(Date.now() - hourMs).toISOString();
    const to = new Date(Date.now() + hourMs).toISOString();
    const { refusals } = await usage({ from, to });
    expect(refusals).toMatchObject([
      { gateway: 'post', reason: 'invalid_api_key', apiUserId: null, refusals: 1 },
      { gateway: 'pre', reason: 'rate_limited', apiUserId: ada, refusals: 2 },
    ]);
    expect((await usage({ from, to, apiUserId: ada })).refusals).toHaveLength(1);
  });

  it('refuses a range without a start', async () => {
    expect((await fetch(`${audit.url}/api/admin/usage`)).status).toBe(422);
  });
});

describe('RefusalCounters', () => {
  let database: Database;
  let close: () => Promise<void>;

  beforeEach(async () => ({ database, close } = await openTestDatabase()));
  afterEach(() => close());

  const stored = async (): Promise<{ users: number; refusals: number }> => {
    const found = await database.console.query(
      `select count(distinct api_user_id)::int as users, coalesce(sum(refusals), 0)::int as refusals
       from gateway_refusal`,
    );
    return found.rows[0];
  };

  it('adds up what several processes count at the same time', async () => {
    const users = Array.from({ length: 50 }, () => randomUUID());
    const processes = Array.from({ length: 4 }, () => new RefusalCounters(database));
    for (let round = 0; round < 5; round++) {
      for (const counters of processes)
        for (const user of users) counters.count('pre', 'quota_exceeded', user);
      await Promise.all(processes.map((counters) => counters.flush()));
    }
    expect(await stored()).toEqual({ users: 50, refusals: 1000 });
  });

  it('writes by itself every few seconds', async () => {
    const counters = new RefusalCounters(database);
    counters.start();
    counters.count('pre', 'rate_limited', randomUUID());
    await eventually(async () => expect((await stored()).refusals).toBe(1));
    await counters.stop();
  });

  it('writes the rest when the process stops', async () => {
    const counters = new RefusalCounters(database);
    counters.count('pre', 'rate_limited', randomUUID());
    await counters.stop();
    expect((await stored()).refusals).toBe(1);
  });

  it('keeps counts while the database fails and adds them once', async () => {
    const counters = new RefusalCounters(database);
    const user = randomUUID();
    await database.console.query('alter table gateway_refusal rename to away');
    counters.count('pre', 'rate_limited', user);
    await counters.flush();
    counters.count('pre', 'rate_limited', user);
    await database.console.query('alter table away rename to gateway_refusal');
    await counters.flush();
    await counters.flush();
    expect((await stored()).refusals).toBe(2);
  });

  it('waits for a database that was never reached', async () => {
    const away = new Database('postgres://hermes@127.0.0.1:1/hermes');
    const counters = new RefusalCounters(away);
    counters.count('pre', 'rate_limited', null);
    await expect(counters.flush()).resolves.toBeUndefined();
    await away.close();
  });

  it('forgets users before it takes more memory, but no refusal', async () => {
    const counters = new RefusalCounters(database);
    for (let n = 0; n < 10_050; n++) counters.count('pre', 'rate_limited', randomUUID());
    await counters.flush();
    expect(await stored()).toEqual({ users: 10_001, refusals: 10_050 });
  });
});
