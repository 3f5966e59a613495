import { randomUUID } from 'node:crypto';
import type { Database } from '../database/database.ts';
import { startAuditApp, type AuditApp } from '../testing/audit-app.ts';
import { until } from '../testing/eventually.ts';
import { openTestDatabase } from '../testing/test-database.ts';
import { UsageRollups } from './usage-rollups.ts';
import { UsageSums } from './usage-sums.ts';
import {
  usageDaysSchema,
  usageTopSchema,
  type UsageDays,
  type UsageTop,
} from './usage.contract.ts';

describe('usage by local day', () => {
  let database: Database;
  let close: () => Promise<void>;
  let audit: AuditApp;
  const [ada, bob] = [randomUUID(), randomUUID()];

  beforeEach(async () => {
    ({ database, close } = await openTestDatabase());
    audit = await startAuditApp(database);
  });
  afterEach(async () => {
    await audit.app.close();
    await close();
  });

  const ask = (path: string, query: Record<string, string>) =>
    fetch(`${audit.url}/api/admin/usage/${path}?${new URLSearchParams(query).toString()}`);
  const days = async (query: Record<string, string>): Promise<UsageDays> => {
    const answer = await ask('days', query);
    expect(answer.status).toBe(200);
    return usageDaysSchema.parse(await answer.json());
  };
  const top = async (query: Record<string, string>): Promise<UsageTop> => {
    const answer = await ask('top', query);
    expect(answer.status).toBe(200);
    return usageTopSchema.parse(await answer.json());
  };
  /** Ten requests, one error, 100 + 200 = 300 tokens times `factor`, 5 s in all. */
  const insertHour = (
    hour: string,
    { gateway = 'pre', user = ada, name = 'Ada', model = 'a', factor = 1 } = {},
  ) =>
    database.console.query(
      `insert into usage_hour values ($1, $2, $3, $4, $5, 10, 1, 100 * $6::bigint, 200 * $6::bigint, 300 * $6::bigint, 5000)
       on conflict (hour, gateway, api_user_id, model) do update set requests = usage_hour.requests + 10`,
      [hour, gateway, user, model, name, factor],
    );
  const refuse = (hour: string, user = ada) =>
    database.console.query(`insert into gateway_refusal values ($1, 'pre', 'key_expired', $2, 4)`, [
      hour,
      user,
    ]);
  const requestsOf = (list: readonly { day: string; requests: number }[]) =>
    list.map(({ day, requests }) => [day, requests]);

  it('counts every day of the span, those without a request too', async () => {
    await insertHour('2025-03-01T11:00:00Z');
    await insertHour('2025-03-03T00:00:00Z', { factor: 2 });
    await refuse('2025-03-03T05:00:00Z');
    const answer = await days({ from: '2025-03-01', to: '2025-03-03' });
    expect(answer.days).toEqual([
      { day: '2025-03-01', requests: 10, errors: 1, ...tokens(1), refusals: 0 },
      { day: '2025-03-02', requests: 0, errors: 0, ...tokens(0), refusals: 0 },
      { day: '2025-03-03', requests: 10, errors: 1, ...tokens(2), refusals: 4 },
    ]);
    expect(answer.total).toEqual({ requests: 20, errors: 2, ...tokens(3), refusals: 4 });
    expect(answer).toMatchObject({ timeZone: 'UTC', toleranceMinutes: 0, groups: [] });
  });

  it('ends today in the zone that is asked for', async () => {
    const timeZone = 'Pacific/Kiritimati';
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone }).format(new Date());
    const answer = await days({ from: '2026-01-01', to: '', timeZone });
    expect([answer.to, answer.today]).toEqual([today, today]);
  });

  it('begins a day at local midnight, over a change of the clocks too', async () => {
    // Berlin: UTC+1 until 2025-03-30 01:00 UTC, then UTC+2.
    for (const hour of ['29T22', '29T23', '30T21', '30T22'])
      await insertHour(`2025-03-${hour}:00:00Z`);
    const answer = await days({ from: '2025-03-29', to: '2025-03-31', timeZone: 'Europe/Berlin' });
    expect(requestsOf(answer.days)).toEqual([
      ['2025-03-29', 10],
      ['2025-03-30', 20],
      ['2025-03-31', 10],
    ]);
    expect(answer.toleranceMinutes).toBe(0);
  });

  it('gives an hour that holds a midnight to the day with its larger part, and says so', async () => {
    // Midnight is 18:30 UTC in India and 18:15 UTC in Nepal.
    for (const hour of ['17', '18']) await insertHour(`2025-03-01T${hour}:00:00Z`);
    for (const [timeZone, toleranceMinutes] of [
      ['Asia/Kolkata', 30],
      ['Asia/Kathmandu', 15],
    ] as const) {
      const answer = await days({ from: '2025-03-01', to: '2025-03-02', timeZone });
      expect(requestsOf(answer.days)).toEqual([
        ['2025-03-01', 10],
        ['2025-03-02', 10],
      ]);
      expect(answer.toleranceMinutes).toBe(toleranceMinutes);
    }
  });

  it('counts each hour in exactly one day, whatever the zone', async () => {
    for (let hour = 0; hour < 24 * 5; hour++)
      await insertHour(new Date(Date.UTC(2025, 3, 1, hour)).toISOString());
    for (const timeZone of ['Australia/Adelaide', 'Pacific/Chatham', 'America/St_Johns', 'UTC'])
      for (const isSummed of [false, true]) {
        if (isSummed) await audit.app.get(UsageSums).addUp();
        const answer = await days({ from: '2025-04-02', to: '2025-04-04', timeZone });
        expect(answer.days.map(({ requests }) => requests)).toEqual([240, 240, 240]);
        await database.console.query('delete from usage_summed_day');
      }
  });

  it('groups by gateway, model and API user, the biggest first', async () => {
    await insertHour('2025-03-01T10:00:00Z', { model: 'small' });
    await insertHour('2025-03-01T10:00:00Z', { model: 'big', gateway: 'post', factor: 3 });
    await insertHour('2025-03-02T10:00:00Z', { user: bob, name: 'Bob', model: 'big', factor: 9 });
    await refuse('2025-03-01T10:00:00Z', bob);
    const span = { from: '2025-03-01', to: '2025-03-02' };
    const grouped = async (groupBy: string, more = {}) =>
      (await days({ ...span, groupBy, ...more })).groups.map(({ name, total, days: list }) => [
        name,
        list.map(({ totalTokens }) => totalTokens),
        total.refusals,
      ]);
    expect(await grouped('gateway')).toEqual([
      ['pre', [300, 2700], 4],
      ['post', [900, 0], 0],
    ]);
    expect(await grouped('model')).toEqual([
      ['big', [900, 2700], null],
      ['small', [300, 0], null],
    ]);
    expect(await grouped('apiUser')).toEqual([
      ['Bob', [0, 2700], 4],
      ['Ada', [1200, 0], 0],
    ]);
    expect(await grouped('model', { apiUserId: ada })).toEqual([
      ['big', [900, 0], null],
      ['small', [300, 0], null],
    ]);
  });

  it.each(['model', 'apiUser'])('adds up all beyond the ten biggest by %s', async (groupBy) => {
    for (let n = 1; n <= 13; n++)
      await insertHour('2025-03-01T10:00:00Z', { user: randomUUID(), model: `m${n}`, factor: n });
    const { groups, total } = await days({ from: '2025-03-01', to: '2025-03-01', groupBy });
    expect(groups).toHaveLength(11);
    expect(groups[10]).toMatchObject({ key: null, name: null, total: { ...tokens(6) } });
    expect(groups.reduce((sum, group) => sum + group.total.totalTokens, 0)).toBe(total.totalTokens);
  });

  it('ranks users and models, with their part of everything', async () => {
    await insertHour('2025-03-01T10:00:00Z', { name: 'Ada, formerly' });
    await insertHour('2025-03-02T10:00:00Z');
    await insertHour('2025-03-02T10:00:00Z', { user: bob, name: 'Bob', factor: 6 });
    const answer = await top({ by: 'apiUser', from: '2025-03-01', to: '2025-03-02', limit: '1' });
    expect(answer.items).toEqual([
      {
        key: bob,
        name: 'Bob',
        requests: 10,
        errors: 1,
        ...tokens(6),
        share: 0.75,
        meanDurationMs: 500,
      },
    ]);
    expect(answer).toMatchObject({ count: 2, total: { requests: 30, ...tokens(8) } });
    const all = await top({ by: 'apiUser', from: '2025-03-01', to: '2025-03-02' });
    expect(all.items.map(({ name }) => name)).toEqual(['Bob', 'Ada']);
    const models = await top({ by: 'model', from: '2025-03-02', to: '2025-03-02' });
    expect(models.items).toMatchObject([{ key: 'a', name: 'a', requests: 20, share: 1 }]);
  });

  it.each<Record<string, string>>([
    { from: '2025-03-02', to: '2025-03-01' },
    { from: '2025-01-01', to: '2026-02-05' },
    { from: '2025-03-01', timeZone: '+02:00' },
    { from: '2025-03-01', timeZone: 'Europe/Nowhere' },
    { from: '2025-03-01T00:00:00Z' },
    {},
  ])('refuses %j', async (query) => {
    expect((await ask('days', query)).status).toBe(422);
    expect((await ask('top', { by: 'model', ...query })).status).toBe(422);
  });

  describe('once days have been added up', () => {
    const span = { from: '2025-03-01', to: '2025-03-03', timeZone: 'America/New_York' };
    const everything = async () => ({
      days: await days({ ...span }),
      byModel: await days({ ...span, groupBy: 'model' }),
      byUser: await days({ ...span, groupBy: 'apiUser' }),
      top: await top({ ...span, by: 'apiUser' }),
      models: await top({ ...span, by: 'model' }),
      hours: await audit.app.get(UsageRollups).hours({ from: '2025-03-01T03:00:00Z' }),
    });
    const fill = async () => {
      for (let hour = 0; hour < 96; hour += 5) {
        const at = new Date(Date.UTC(2025, 2, 1, hour)).toISOString();
        await insertHour(at, { model: hour % 2 ? 'a' : 'b' });
        await insertHour(at, { user: bob, name: 'Bob', gateway: 'post', factor: hour });
      }
    };
    const summedDays = async () =>
      (await database.console.query(`select from usage_summed_day where day < '2025-03-05'`))
        .rowCount;

    it('answers the same', async () => {
      await fill();
      const before = await everything();
      await audit.app.get(UsageSums).addUp();
      expect(await summedDays()).toBe(4);
      expect(await everything()).toEqual(before);
    });

    it('reads the sums', async () => {
      await fill();
      await audit.app.get(UsageSums).addUp();
      await database.console.query('update usage_hour_sum set requests = 1000');
      expect((await days(span)).total.requests).toBeGreaterThan(10_000);
    });

    it('counts what comes late at once, and adds the day up anew', async () => {
      await fill();
      await audit.app.get(UsageSums).addUp();
      const before = (await days(span)).total.requests;
      await insertHour('2025-03-02T10:00:00Z');
      await insertHour('2025-03-02T10:00:00Z');
      expect(await summedDays()).toBe(3);
      expect((await days(span)).total.requests).toBe(before + 20);
      await audit.app.get(UsageSums).addUp();
      expect(await summedDays()).toBe(4);
      expect((await days(span)).total.requests).toBe(before + 20);
    });

    it('loses nothing that is written while a day is added up', async () => {
      await insertHour('2025-03-01T10:00:00Z');
      const late = await database.console.connect();
      await late.query('begin');
      await late.query(
        `insert into usage_hour values ('2025-03-01T11:00Z', 'pre', $1, 'a', 'Ada', 10, 1, 1, 2, 3, 4)`,
        [ada],
      );
      const adding = audit.app.get(UsageSums).addUp();
      const waiting = `select from pg_locks where locktype = 'advisory' and not granted`;
      await until(async () => (await database.console.query(waiting)).rowCount !== 0);
      await late.query('commit');
      late.release();
      await adding;
      expect((await days({ from: '2025-03-01', to: '2025-03-01' })).total.requests).toBe(20);
    });

    it('leaves the day alone that is not over', async () => {
      await insertHour(new Date(Date.now() - 3_600_000).toISOString());
      await audit.app.get(UsageSums).addUp();
      const found = await database.console.query('select day from usage_summed_day order by day');
      const yesterday = Date.now() - 26 * 3_600_000;
      for (const { day } of found.rows as { day: Date }[])
        expect(day.getTime()).toBeLessThan(yesterday);
    });
  });
});

function tokens(factor: number) {
  return {
    promptTokens: 100 * factor,
    completionTokens: 200 * factor,
    totalTokens: 300 * factor,
  };
}
