import { Injectable } from '@nestjs/common';
import { Database, isAway } from '../database/database.ts';
import { Turnstile } from '../http/turnstile.ts';
import { hashKey, isWellFormedKey } from '../bearer-secret.ts';
import type { ApiUserChange } from './api-user-changes.ts';
import { BoundedMap } from './bounded-map.ts';
import { ChangeListener } from './change-listener.ts';
import { KeysUnavailable, type KeyVerdict } from './key-holder.ts';
import { findKey, verdictOn, type KeyRecord } from './key-records.ts';

/** How long an answer of the database is good. Changes arrive by NOTIFY long before. */
const knownForMs = 30_000;
/** While changes cannot be heard, a revocation must not wait longer than this. */
const knownForUnheardMs = 1000;
const unknownForMs = 10_000;
/** Nobody can revoke a key while the database is away, so what was good stays good for a while. */
const trustedWithoutDatabaseMs = 600_000;
/** How long a known key waits for a slow database before its last answer is used. */
const patienceMs = 500;
/** After a failure the database is not asked again for so long. */
const breakMs = 1000;

interface Cached {
  readonly record: KeyRecord | undefined;
  readonly atMs: number;
}

/**
 * What a presented key is worth: shape and checksum, then this process's cache, then the database. The plain key is
 * kept nowhere. Safe to share by several apps; `start` and `stop` belong to whoever made it.
 */
@Injectable()
export class ApiKeyVerifier {
  private readonly known = new BoundedMap<Cached>(100_000);
  private readonly unknown = new BoundedMap<Cached>(10_000);
  private readonly asking = new Map<string, Promise<Cached>>();
  private readonly observers: ((change: ApiUserChange) => void)[] = [];
  private readonly listener: ChangeListener;
  /** Most connections stay free for requests with good keys, whatever a flood of unknown keys asks. */
  private readonly turnstile = new Turnstile({
    most: 4,
    mostWaiting: 1000,
    refusal: () => new KeysUnavailable('Too many keys are being looked up.'),
  });
  private brokenUntilMs = 0;
  private slowUntilMs = 0;
  /** Grows with every change, so that an answer from before it is not kept. */
  private generation = 0;

  constructor(private readonly database: Database) {
    this.listener = new ChangeListener(database.url, {
      changed: (change) => this.apply(change),
      listening: () => this.flush(),
    });
  }

  /** Begins to hear of changes, as soon as the database is there. */
  start(): void {
    this.listener.start();
  }

  /** Whether a change made now would be heard at once. */
  get isListening(): boolean {
    return this.listener.isListening;
  }

  async stop(): Promise<void> {
    await this.listener.stop();
  }

  /** Called for each change of an API user, made by whichever process. */
  onChange(observer: (change: ApiUserChange) => void): void {
    this.observers.push(observer);
  }

  /** Throws {@link KeysUnavailable} when only the database could tell and it is away. */
  async verify(key: string): Promise<KeyVerdict> {
    if (!isWellFormedKey(key)) return { status: 'unknown' };
    const hash = hashKey(key);
    const id = hash.toString('latin1');
    const cached = this.known.get(id) ?? this.unknown.get(id);
    const record =
      cached !== undefined && this.isFresh(cached)
        ? cached.record
        : await this.refreshed(id, hash, cached?.record && cached);
    return verdictOn(record, Date.now());
  }

  private isFresh({ record, atMs }: Cached): boolean {
    const known = this.listener.isListening ? knownForMs : knownForUnheardMs;
    return Date.now() - atMs < (record === undefined ? unknownForMs : known);
  }

  /** Asks the database. `last`, when it is not too old, is used where that fails or takes too long. */
  private async refreshed(
    id: string,
    hash: Buffer,
    last: Cached | undefined,
  ): Promise<KeyRecord | undefined> {
    const spare = last && Date.now() - last.atMs < trustedWithoutDatabaseMs ? last : undefined;
    if (spare === undefined) return (await this.ask(id, hash)).record;
    if (Date.now() < this.slowUntilMs) return spare.record;
    try {
      return (await withinPatience(this.ask(id, hash))).record;
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      this.slowUntilMs = Date.now() + breakMs;
      return spare.record;
    }
  }

  /** One question at a time for a key, however many ask. */
  private ask(id: string, hash: Buffer): Promise<Cached> {
    let answer = this.asking.get(id);
    if (answer === undefined) {
      answer = this.load(id, hash).finally(() => {
        if (this.asking.get(id) === answer) this.asking.delete(id);
      });
      this.asking.set(id, answer);
      // Whoever lost patience does not look at it any more.
      answer.catch(() => undefined);
    }
    return answer;
  }

  private async load(id: string, hash: Buffer): Promise<Cached> {
    const { generation } = this;
    const answer = { record: await this.find(hash), atMs: Date.now() };
    if (generation === this.generation) this.keep(id, answer);
    return answer;
  }

  private async find(hash: Buffer): Promise<KeyRecord | undefined> {
    if (!this.database.isReady || Date.now() < this.brokenUntilMs)
      throw new KeysUnavailable('The database is away.');
    try {
      return await this.turnstile.pass(() => findKey(this.database.hot, hash));
    } catch (error) {
      if (!isAway(error)) throw error;
      this.brokenUntilMs = Date.now() + breakMs;
      throw new KeysUnavailable('The database is away.', { cause: error });
    }
  }

  private keep(id: string, answer: Cached): void {
    const [into, outOf] = answer.record ? [this.known, this.unknown] : [this.unknown, this.known];
    outOf.delete(id);
    into.set(id, answer);
  }

  private apply(change: ApiUserChange): void {
    this.generation++;
    // Whoever asks from now on must not be given an answer from before the change.
    this.asking.clear();
    this.known.deleteWhere(({ record }) => record?.holder.apiUserId === change.apiUserId);
    for (const observer of this.observers) observer(change);
  }

  private flush(): void {
    this.generation++;
    this.asking.clear();
    this.known.clear();
    this.unknown.clear();
    this.brokenUntilMs = 0;
    this.slowUntilMs = 0;
  }
}

async function withinPatience(answer: Promise<Cached>): Promise<Cached> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new KeysUnavailable('The database is slow.')), patienceMs);
  });
  try {
    return await Promise.race([answer, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}
