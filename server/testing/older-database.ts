import { createHash, createHmac, hkdfSync, randomUUID } from 'node:crypto';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import * as migrations from '../../migrations/index.ts';
import { createDataSource } from '../database/data-source.ts';
import { writeOlderLog, type OlderRecord } from './older-log.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** Those of this build, in the order in which they are applied: by the time at the end of their names. */
export const migrationNames = Object.keys(migrations).sort((a, b) =>
  a.slice(-13).localeCompare(b.slice(-13)),
);

/**
 * A database as an earlier version left it. Everything is spelled out here, not written by the code of today, which would
 * bring its own changes along.
 */
export interface OlderDatabase extends TestDatabase {
  /** Whether that version had been given a migration; the beginning of its name will do. */
  had(migration: string): boolean;
  /** Of sessions opened then; absent before the database held what cookies are signed with. */
  readonly cookie: string | undefined;
  readonly records: readonly OlderRecord[];
}

/** Keys as they were handed out. */
export const olderKeys = {
  good: 'hms_OfAdaGood00000000000000000000000000004MeHdt',
  rotated: 'hms_OfAdaRotated00000000000000000000000002mCbjb',
  revoked: 'hms_OfBobRevoked00000000000000000000000004IoelW',
};
/** Of the administrator's password in tests. */
const passwordHash =
  '$argon2id$v=19$m=19456,t=2,p=1$iBPTDS7+PARHudW9sg4ATg$CBk1dmn+zrLKq1k44JGoJE+e+bAO/R3NbEm8GmeUrPA';
const passwordChangedAt = '2026-01-02T03:04:05.678Z';
/** Tokens that Ada has used this month, and what of her reservations is still held. */
export const olderUse = 1234;

type Query = (text: string, values?: unknown[]) => Promise<unknown>;

/** The schema after the last of the given migrations, with rows in every table that matters. */
export async function createOlderDatabase(last: string): Promise<OlderDatabase> {
  const clone = await createTestDatabase('template0');
  const applied = migrationNames.slice(0, migrationNames.indexOf(last) + 1);
  await applyMigrations(clone.url, applied);
  const client = new pg.Client({ connectionString: clone.url });
  await client.connect();
  try {
    const query: Query = (text, values) => client.query(text, values);
    const had = (migration: string) => applied.some((name) => name.startsWith(migration));
    const ada = await writeApiUsers(query);
    const administrator = await writeAdministrators(query, had('Administration'));
    const cookie = had('ConsoleSecret') ? await writeSession(query, administrator) : undefined;
    if (had('Administration')) await writeEvents(query, administrator);
    if (had('LogAtScale')) await writeView(query, administrator);
    return { ...clone, had, cookie, records: await writeOlderLog(query, ada) };
  } finally {
    await client.end();
  }
}

async function applyMigrations(url: string, names: readonly string[]): Promise<void> {
  const given = Object.entries(migrations).filter(([name]) => names.includes(name));
  const options = { ...createDataSource(url).options, migrations: given.map(([, made]) => made) };
  const dataSource = await new DataSource(options).initialize();
  try {
    await dataSource.runMigrations();
  } finally {
    await dataSource.destroy();
  }
}

/** Ada with a good key and one that was rotated, Bob who was revoked. Answers Ada's id. */
async function writeApiUsers(query: Query): Promise<string> {
  const [ada, bob] = [uuidv7(), uuidv7()];
  await query(
    `insert into api_user (id, display_name, gateways, requests_per_minute, monthly_token_cap, note, revoked_at)
     values ($1, 'Ada', '{pre}', 100, 100000, 'from before', null), ($2, 'Bob', '{pre,post}', 5, 0, null, now())`,
    [ada, bob],
  );
  const keys = [
    [ada, olderKeys.good, null],
    [ada, olderKeys.rotated, new Date()],
    [bob, olderKeys.revoked, null],
  ] as const;
  for (const [user, key, rotatedAt] of keys)
    await query(
      `insert into api_key (id, api_user_id, hash, prefix, last_four, rotated_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [uuidv7(), user, sha256(key), key.slice(0, 8), key.slice(-4), rotatedAt],
    );
  await query(
    `insert into api_user_usage (api_user_id, month, used_tokens, requests, last_used_at)
     values ($1, date_trunc('month', now() at time zone 'utc'), $2, 3, now())`,
    [ada, olderUse],
  );
  await query(
    `insert into usage_hour (hour, gateway, api_user_id, model, api_user_name, requests, total_tokens)
     values (date_trunc('hour', now() - interval '3 days'), 'pre', $1, 'hermes-4', 'Ada', 7, 700)`,
    [ada],
  );
  return ada;
}

async function writeAdministrators(query: Query, hasRoles: boolean): Promise<string> {
  const [admin, grace] = [uuidv7(), uuidv7()];
  const columns = 'id, username, password_hash, created_at, password_changed_at';
  const values = [admin, passwordHash, passwordChangedAt];
  if (!hasRoles) {
    await query(`insert into administrator (${columns}) values ($1, 'admin', $2, $3, $3)`, values);
    return admin;
  }
  await query(
    `insert into administrator (${columns}, display_name, role, from_environment, preferences)
     values ($1, 'admin', $2, $3, $3, 'The admin', 'admin', true, '{"appearance":"dark"}'),
       ($4, 'grace', $2, $3, $3, 'Grace', 'viewer', false, '{}')`,
    [...values, grace],
  );
  await query('insert into administrator_recovery_code values ($1, $2)', [grace, sha256('code')]);
  return admin;
}

/** Answers the cookie of a session that is open. */
async function writeSession(query: Query, administratorId: string): Promise<string> {
  const secret = sha256('the secret of this console');
  await query('insert into console_secret (secret) values ($1)', [secret]);
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const user = {
    ...{ sessionId: uuidv7(), administratorId, passwordChangedAt, expiresAt },
    ...{ createdAt: new Date().toISOString(), address: '127.0.0.1', userAgent: null },
  };
  const id = 'a-session-from-before';
  const cookie = { originalMaxAge: 28_800_000, expires: expiresAt, httpOnly: true, path: '/' };
  await query('insert into console_session (sid, sess, expire) values ($1, $2, $3)', [
    sha256(id).toString('hex'),
    JSON.stringify({ cookie, passport: { user } }),
    expiresAt,
  ]);
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'hermes console session', 32));
  const signature = createHmac('sha256', key.toString('hex')).update(id).digest('base64');
  return `hermes_session=${encodeURIComponent(`s:${id}.${signature.replace(/=+$/, '')}`)}`;
}

/** Three events, each with the hash over the one before. */
async function writeEvents(query: Query, actorId: string): Promise<void> {
  let hash: Buffer = Buffer.alloc(32);
  for (const sequence of [1, 2, 3]) {
    // In alphabetical order, as they are hashed.
    const event = {
      ...{ action: 'session.login', actorId, actorName: 'admin', actorRole: 'admin' },
      ...{ address: '127.0.0.1', at: `2026-01-02T03:04:0${sequence}.678Z`, changes: '[]' },
      ...{ errorCode: null, request: 'POST /api/auth/login', requestId: randomUUID() },
      ...{ sequence, status: 200, targetId: actorId, targetKind: 'administrator' },
      ...{ targetName: 'admin', userAgent: null },
    };
    hash = createHash('sha256').update(hash).update(JSON.stringify(event)).digest();
    const columns = Object.keys(event).map((name) =>
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    );
    await query(
      `insert into admin_event (${columns.join()}, hash)
       values (${columns.map((_, index) => `$${index + 1}`).join()}, $${columns.length + 1})`,
      [...Object.values(event), hash],
    );
  }
}

async function writeView(query: Query, administratorId: string): Promise<void> {
  await query(
    `insert into saved_view (id, administrator_id, page, name, query)
     values ($1, $2, 'logs', 'Mine', 'gateway=pre')`,
    [uuidv7(), administratorId],
  );
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
