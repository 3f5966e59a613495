import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '../../processes.ts';
import type { Findings } from '../figures.ts';
import { quantile } from '../figures.ts';
import type { HistoryEntry } from '../history.ts';
import type { User, World } from '../world.ts';

/** From when to when the database was away, in milliseconds since the epoch. */
export interface Outage {
  readonly from: number;
  readonly to: number;
}

/** Answers from when to when the database was away. `during` may do more harm meanwhile. */
export async function crashDatabase(
  world: World,
  ms: number,
  during?: () => Promise<void>,
): Promise<Outage> {
  const from = Date.now();
  world.history.note('database crashes');
  await world.postgres.crash();
  await during?.();
  await sleep(Math.max(0, from + ms - Date.now()));
  await world.postgres.start();
  world.history.note('database is back');
  return { from, to: Date.now() };
}

export async function freezeDatabase(world: World, ms: number): Promise<Outage> {
  const from = Date.now();
  world.history.note('database freezes');
  world.postgres.freeze();
  await sleep(ms);
  world.postgres.thaw();
  world.history.note('database goes on');
  return { from, to: Date.now() };
}

/** Resolves when every key is known: one that is not cannot be checked without the database. */
export async function allServed(world: World, users: readonly User[]): Promise<void> {
  const isServed = ({ id }: User) =>
    world.history.entries.some(({ userId, outcome }) => userId === id && outcome === 'ok');
  await waitFor(() => users.every(isServed), 'every user to be served');
}

/** How long the database, being back, waited for a record that did not go over the disk. */
export async function firstDirectRecordAfter(world: World, since: number): Promise<number> {
  return waitFor(
    async () => {
      const rows = await world.query<{ started_at: Date }>(
        `select min(started_at) as started_at from audit_request where started_at > $1 and reserved_tokens > 0`,
        [new Date(since)],
      );
      const first = rows[0]?.started_at;
      return first && Math.max(1, first.getTime() - since);
    },
    'a record to go to the database again',
    30_000,
  );
}

/** Resolves when the first records of an outage have come from the disk; others are still on it. */
export async function firstReplayedRecord(world: World, outage: Outage): Promise<void> {
  await waitFor(
    async () => {
      // Nothing was reserved for them.
      const rows = await world.query(
        `select from audit_request where started_at > $1 and reserved_tokens = 0 limit 1`,
        [new Date(outage.from)],
      );
      return rows.length > 0;
    },
    'the replay to begin',
    30_000,
    5,
  );
}

/** What a request took beyond what its upstream takes. */
export const addedMs = (entry: HistoryEntry) => Math.max(0, entry.durationMs - entry.plannedMs);

/** Requests that were under way at some time of the outages. */
export function duringOutages(world: World, outages: readonly Outage[]): HistoryEntry[] {
  return world.history.entries.filter((entry) =>
    outages.some(({ from, to }) => entry.sentAt < to && entry.sentAt + entry.durationMs > from),
  );
}

/** Whoever has a known key must not notice that the database is away. */
export function checkService(
  world: World,
  findings: Findings,
  outages: readonly Outage[],
  limits: { readonly addedMs: number; readonly slowdown: number },
): void {
  const during = duringOutages(world, outages);
  const away = new Set(during.map(({ id }) => id));
  const calm = world.history.entries.filter(({ id, outcome }) => outcome === 'ok' && !away.has(id));
  const served = during.filter(({ outcome }) => outcome === 'ok');
  findings.note('during outages', during.length);
  findings.none(
    'failed during outages',
    during
      .filter(({ outcome }) => outcome !== 'ok')
      .map(({ outcome, status, code }) => `${outcome} ${status ?? ''} ${code ?? ''}`),
  );
  const p99 = (entries: readonly HistoryEntry[]) =>
    quantile(
      entries.map(({ durationMs }) => durationMs),
      0.99,
    );
  findings.note('p99 ms calm', p99(calm));
  findings.note('p99 ms away', p99(served));
  findings.atMost('slowdown at p99', p99(served) / p99(calm), limits.slowdown);
  findings.atMost('longest wait ms', Math.max(0, ...served.map(addedMs)), limits.addedMs);
}
