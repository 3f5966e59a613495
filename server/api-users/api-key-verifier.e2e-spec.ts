import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Logger } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { createBreakableDatabase, type BreakableDatabase } from '../testing/breakable-database.ts';
import { eventually } from '../testing/eventually.ts';
import { makeKey } from '../bearer-secret.ts';
import { ApiKeyVerifier } from './api-key-verifier.ts';
import type { ApiUserChange } from './api-user-changes.ts';
import { ApiUsersOverview } from './api-users-overview.ts';
import type { IssuedKey } from './api-users.contract.ts';
import { ApiUsers } from './api-users.ts';
import { KeysUnavailable } from './key-holder.ts';

describe('ApiKeyVerifier', () => {
  let breakable: BreakableDatabase;
  /** Of the process under test. */
  let database: Database;
  /** Of another process, which never breaks. */
  let elsewhere: Database;
  let apiUsers: ApiUsers;
  let verifier: ApiKeyVerifier;
  let lookups: jest.SpyInstance;
  let clockMs = 0;

  const create = (changes: object = {}): Promise<IssuedKey> =>
    apiUsers.create({
      displayName: randomUUID(),
      gateways: ['pre'],
      requestsPerMinute: 60,
      monthlyTokenCap: 1000,
      expiresAt: null,
      allowedModels: null,
      note: null,
      ...changes,
    });
  const statusOf = async (key: string) => (await verifier.verify(key)).status;
  const isListening = () => eventually(() => expect(verifier.isListening).toBe(true));
  const stopListening = () =>
    elsewhere.console.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'hermes-changes'`,
    );
  const later = (ms: number) => (clockMs += ms);

  beforeAll(async () => {
    Logger.overrideLogger(false);
    breakable = await createBreakableDatabase();
    database = new Database(breakable.url);
    elsewhere = new Database(breakable.directUrl);
    await database.tryConnect();
    await elsewhere.tryConnect();
    apiUsers = new ApiUsers(elsewhere, new ApiUsersOverview(elsewhere));
  });
  beforeEach(async () => {
    clockMs = 0;
    const realNow = Date.now.bind(Date);
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + clockMs);
    verifier = new ApiKeyVerifier(database);
    verifier.start();
    await isListening();
    lookups = jest.spyOn(database.hot, 'query');
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await verifier.stop();
  });
  afterAll(async () => {
    await database?.close();
    await elsewhere?.close();
    await breakable?.drop();
  });

  it('knows whom a key stands for and what it allows', async () => {
    const { apiUser, key } = await create({ allowedModels: ['m'], gateways: ['pre', 'post'] });
    expect(await verifier.verify(key)).toEqual({
      status: 'valid',
      holder: {
        apiUserId: apiUser.id,
        apiUserName: apiUser.displayName,
        apiKeyId: apiUser.key.id,
        keyPrefix: apiUser.key.prefix,
        gateways: ['pre', 'post'],
        requestsPerMinute: 60,
        monthlyTokenCap: 1000,
        expiresAt: null,
        allowedModels: ['m'],
      },
    });
  });

  it.each(['', 'sk-1', `hms_${'a'.repeat(43)}`, "hms_' or true --", makeKey().slice(1)])(
    'refuses %j without a look-up',
    async (key) => {
      expect(await verifier.verify(key)).toEqual({ status: 'unknown' });
      expect(lookups).not.toHaveBeenCalled();
    },
  );

  it('looks an unknown key up once in ten seconds', async () => {
    const key = makeKey();
    expect([await statusOf(key), await statusOf(key)]).toEqual(['unknown', 'unknown']);
    expect(lookups).toHaveBeenCalledTimes(1);
    later(10_001);
    await statusOf(key);
    expect(lookups).toHaveBeenCalledTimes(2);
  });

  it('looks a key up once in thirty seconds, also a retired one', async () => {
    const { apiUser, key } = await create();
    const heard = new Promise((resolve) => verifier.onChange(resolve));
    await apiUsers.rotate(apiUser.id, undefined);
    await heard;
    expect([await statusOf(key), await statusOf(key)]).toEqual(['rotated', 'rotated']);
    expect(lookups).toHaveBeenCalledTimes(1);
    later(30_001);
    await statusOf(key);
    expect(lookups).toHaveBeenCalledTimes(2);
  });

  it('looks up once what many ask at the same moment', async () => {
    const { key } = await create();
    const statuses = await Promise.all(Array.from({ length: 50 }, () => statusOf(key)));
    expect(new Set(statuses)).toEqual(new Set(['valid']));
    expect(lookups).toHaveBeenCalledTimes(1);
  });

  it('leaves most connections free while many unknown keys are looked up', async () => {
    await Promise.all(Array.from({ length: 200 }, () => statusOf(makeKey())));
    expect(database.hot.totalCount).toBeLessThanOrEqual(4);
  });

  it('notices an expiry the moment it comes', async () => {
    const { key } = await create({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(await statusOf(key)).toBe('valid');
    later(60_001);
    expect(await statusOf(key)).toBe('expired');
  });

  it.each<[string, (id: string) => Promise<unknown>, string]>([
    ['revoked', (id) => apiUsers.revoke(id, { endStreams: false }), 'revoked'],
    ['rotated', (id) => apiUsers.rotate(id, undefined), 'rotated'],
    ['removed with its user', (id) => apiUsers.remove(id), 'unknown'],
  ])(
    'hears that a key was %s by another process, before it would ask again',
    async (_, change, expected) => {
      const { apiUser, key } = await create();
      expect(await statusOf(key)).toBe('valid');
      await change(apiUser.id);
      await eventually(async () => expect(await statusOf(key)).toBe(expected));
    },
  );

  it('hears of new limits and of a restored user', async () => {
    const { apiUser, key } = await create();
    await apiUsers.revoke(apiUser.id, { endStreams: false });
    expect(await statusOf(key)).toBe('revoked');
    await apiUsers.restore(apiUser.id, undefined);
    await apiUsers.change(apiUser.id, { requestsPerMinute: 7 });
    await eventually(async () =>
      expect(await verifier.verify(key)).toMatchObject({
        status: 'valid',
        holder: { requestsPerMinute: 7 },
      }),
    );
  });

  it('forgets only the user that has changed', async () => {
    const [one, two] = [await create(), await create()];
    await statusOf(two.key);
    await statusOf(one.key);
    const heard = new Promise((resolve) => verifier.onChange(resolve));
    await apiUsers.revoke(one.apiUser.id, { endStreams: false });
    await heard;
    lookups.mockClear();
    await statusOf(two.key);
    expect(lookups).not.toHaveBeenCalled();
  });

  it('tells whether running streams shall end', async () => {
    const { apiUser } = await create();
    const heard: ApiUserChange[] = [];
    verifier.onChange((change) => heard.push(change));
    await apiUsers.revoke(apiUser.id, { endStreams: true });
    await apiUsers.restore(apiUser.id, undefined);
    await eventually(() =>
      expect(heard).toEqual([
        { apiUserId: apiUser.id, endStreams: true },
        { apiUserId: apiUser.id, endStreams: false },
      ]),
    );
  });

  it('says nothing about a change that was rolled back', async () => {
    const { apiUser } = await create();
    const heard = jest.fn();
    verifier.onChange(heard);
    await expect(apiUsers.revoke(apiUser.id, { version: 9, endStreams: false })).rejects.toThrow();
    await apiUsers.change((await create()).apiUser.id, { note: 'heard' });
    await eventually(() => expect(heard).toHaveBeenCalledTimes(1));
  });

  it('does not keep an answer that a change has overtaken', async () => {
    const { apiUser, key } = await create();
    const real = database.hot.query.bind(database.hot) as (...parts: unknown[]) => Promise<unknown>;
    const found = jest.fn();
    const overtaken = new EventEmitter();
    lookups.mockImplementationOnce(async (...parts: unknown[]) => {
      found(await real(...parts));
      await once(overtaken, 'now');
      return found.mock.lastCall[0];
    });
    const early = statusOf(key);
    await eventually(() => expect(found).toHaveBeenCalled());
    const heard = new Promise((resolve) => verifier.onChange(resolve));
    await apiUsers.revoke(apiUser.id, { endStreams: false });
    await heard;
    expect(await statusOf(key)).toBe('revoked');
    overtaken.emit('now');
    expect(await early).toBe('valid');
    expect(await statusOf(key)).toBe('revoked');
  });

  it('survives a message that makes no sense', async () => {
    const { apiUser, key } = await create();
    await elsewhere.console.query(`select pg_notify('api_user_changed', 'nonsense')`);
    await statusOf(key);
    await apiUsers.revoke(apiUser.id, { endStreams: false });
    await eventually(async () => expect(await statusOf(key)).toBe('revoked'));
  });

  describe('whose ears were cut off', () => {
    it('forgets everything once it hears again', async () => {
      const { apiUser, key } = await create();
      expect(await statusOf(key)).toBe('valid');
      await stopListening();
      await apiUsers.revoke(apiUser.id, { endStreams: false });
      await eventually(async () => expect(await statusOf(key)).toBe('revoked'));
      await isListening();
    });

    it('asks the database every second until it hears again', async () => {
      const deaf = new ApiKeyVerifier(database);
      const { apiUser, key } = await create();
      expect((await deaf.verify(key)).status).toBe('valid');
      await apiUsers.revoke(apiUser.id, { endStreams: false });
      later(1001);
      expect((await deaf.verify(key)).status).toBe('revoked');
    });
  });

  describe('while the database is away', () => {
    afterEach(() => breakable.restore());

    it('goes on with a key it knows, for ten minutes', async () => {
      const { key } = await create();
      await statusOf(key);
      await breakable.cut();
      later(590_000);
      expect(await statusOf(key)).toBe('valid');
      later(11_000);
      await expect(verifier.verify(key)).rejects.toThrow(KeysUnavailable);
    });

    it('still notices an expiry', async () => {
      const { key } = await create({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
      await statusOf(key);
      await breakable.cut();
      later(60_001);
      expect(await statusOf(key)).toBe('expired');
    });

    it('cannot tell about a key it does not know', async () => {
      const { key } = await create();
      await breakable.cut();
      await expect(verifier.verify(key)).rejects.toThrow(KeysUnavailable);
    });

    it('does not wait for a database that hangs', async () => {
      const { key } = await create();
      await statusOf(key);
      breakable.hang();
      later(31_000);
      const startedAt = performance.now();
      expect(await statusOf(key)).toBe('valid');
      expect(await statusOf(key)).toBe('valid');
      expect(performance.now() - startedAt).toBeLessThan(1500);
    });

    it('hears and knows everything again when it is back', async () => {
      const { apiUser, key } = await create();
      await statusOf(key);
      await breakable.cut();
      await apiUsers.revoke(apiUser.id, { endStreams: false });
      expect(await statusOf(key)).toBe('valid');
      await breakable.restore();
      await eventually(async () => expect(await statusOf(key)).toBe('revoked'));
    });
  });
});
