import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { HermesCommand } from '../commands/hermes-command.ts';
import { parseEnv } from '../files/env-file.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import { numberOf, textOf, timeOf, type Fields } from '../status/file-values.ts';
import { AllowLists } from './allow-lists.ts';
import { readPairingFiles, type PairingFiles } from './pairing-files.ts';
import {
  platformName,
  revocableId,
  type ApprovedUser,
  type Pairing,
  type PairingRequest,
} from './pairing.contract.ts';

/** Hermes takes a code for an hour. */
const codeLifeMs = 3_600_000;

/** Who asked to talk to Hermes, and who may, read without the verbs, which clear away what is old. */
@Injectable()
export class PairingReader {
  constructor(
    private readonly home: HermesHome,
    private readonly command: HermesCommand,
  ) {}

  /** Nothing from which a code could be found goes into the answer. Throws `NotFound` for a profile that is not there. */
  async read(profile: string): Promise<Pairing> {
    await this.home.requireProfile(profile);
    const path = this.home.pathIn(profile, '.env');
    const [found, environment] = await Promise.all([
      readPairingFiles(this.home, profile),
      this.home.readText('hermes', path),
    ]);
    const values = parseEnv(environment.status === 'present' ? environment.value : '').values;
    const lists = new AllowLists(values);
    const now = new Date();
    const limits = limitsIn(found.limits, now);
    const locked = new Set(
      limits.flatMap(({ platform, lockedUntil }) => (lockedUntil === null ? [] : [platform])),
    );
    return {
      profile,
      at: now.toISOString(),
      files: [...found.files, sourceOf(path, environment)],
      pending: requestsIn(found, now, locked),
      approved: usersIn(found, lists),
      limits,
      allowLists: lists.all(),
      isCut: found.isCut,
      unavailableReason: this.command.unavailableReason,
    };
  }

  /** The variable of `.env` that lets a user in without pairing; `null` when none does. */
  async allowedBy(profile: string, platform: string, userId: string): Promise<string | null> {
    const file = await this.home.readText('hermes', this.home.pathIn(profile, '.env'));
    const { values } = parseEnv(file.status === 'present' ? file.value : '');
    return new AllowLists(values).variableOf(platform, userId);
  }

  /** The request of a platform that a code belongs to, if it is still open. Only here codes are compared. */
  async requestOf(profile: string, platform: string, code: string): Promise<string | undefined> {
    await this.home.requireProfile(profile);
    const { pending } = await readPairingFiles(this.home, profile);
    for (const [id, entry] of pending.get(platform) ?? []) if (isCodeOf(entry, code)) return id;
    return undefined;
  }
}

/** SHA-256 of salt and code; the salt is written in hex. */
function isCodeOf({ salt, hash }: Fields, code: string): boolean {
  if (typeof salt !== 'string' || typeof hash !== 'string' || !isHex(salt) || !isHex(hash))
    return false;
  const expected = Buffer.from(hash, 'hex');
  const given = createHash('sha256').update(Buffer.from(salt, 'hex')).update(code).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function requestsIn(
  { pending }: PairingFiles,
  now: Date,
  locked: ReadonlySet<string>,
): PairingRequest[] {
  const found = [...pending].flatMap(([platform, entries]) =>
    [...entries].map(([id, entry]) => {
      const requestedAt = timeOf(entry.created_at);
      const expiresMs = requestedAt === null ? Number.NaN : Date.parse(requestedAt) + codeLifeMs;
      const expiresAt = timeOf(expiresMs);
      // What has no time is cleared away like what is old.
      const isExpired = !(now.getTime() <= expiresMs);
      const isHashed = isHex(entry.hash) && isHex(entry.salt);
      return {
        id,
        platform,
        userId: idOf(entry.user_id),
        userName: textOf(entry.user_name) ?? '',
        requestedAt,
        expiresAt,
        isExpired,
        listedAs: isHashed ? String(entry.hash).slice(0, 8) : null,
        lockedReason: reasonAgainst(platform, isExpired, isHashed, locked),
      };
    }),
  );
  return found.sort((one, other) => ((one.requestedAt ?? '') < (other.requestedAt ?? '') ? 1 : -1));
}

function reasonAgainst(
  platform: string,
  isExpired: boolean,
  isHashed: boolean,
  locked: ReadonlySet<string>,
): string | null {
  if (isExpired) return 'Its code has expired. The user gets another one by writing again.';
  if (!isHashed) return 'It was not written by this version of Hermes, and no code fits it.';
  if (!platformName.test(platform)) return 'The hermes command does not take this platform.';
  return locked.has(platform)
    ? 'Too many wrong codes were typed: Hermes takes none on this platform for now.'
    : null;
}

function usersIn({ approved }: PairingFiles, lists: AllowLists): ApprovedUser[] {
  const found = [...approved].flatMap(([platform, entries]) =>
    [...entries].map(([userId, entry]) => ({
      platform,
      userId,
      userName: textOf(entry.user_name) ?? '',
      approvedAt: timeOf(entry.approved_at),
      allowedBy: lists.variableOf(platform, userId),
      lockedReason:
        platformName.test(platform) && revocableId.test(userId)
          ? null
          : 'The hermes command does not take this name. Remove it on the server.',
    })),
  );
  return found.sort((one, other) =>
    one.platform === other.platform
      ? (one.approvedAt ?? '') < (other.approvedAt ?? '')
        ? 1
        : -1
      : one.platform < other.platform
        ? -1
        : 1,
  );
}

function limitsIn(limits: Fields, now: Date): Pairing['limits'] {
  const found = new Map<string, { failures: number; lockedUntil: string | null }>();
  for (const [name, value] of Object.entries(limits)) {
    const [, kind, platform] = /^_(failures|lockout):(.{1,64})$/.exec(name) ?? [];
    if (platform === undefined) continue;
    const before = found.get(platform) ?? { failures: 0, lockedUntil: null };
    const until = kind === 'lockout' ? timeOf(value) : null;
    found.set(platform, {
      failures: kind === 'failures' ? (numberOf(value) ?? 0) : before.failures,
      lockedUntil: until !== null && Date.parse(until) > now.getTime() ? until : before.lockedUntil,
    });
  }
  return [...found]
    .map(([platform, limit]) => ({ platform, ...limit }))
    .filter(({ failures, lockedUntil }) => failures > 0 || lockedUntil !== null);
}

const isHex = (value: unknown): boolean =>
  typeof value === 'string' && /^([0-9a-f]{2}){8,64}$/.test(value);

const idOf = (value: unknown): string =>
  typeof value === 'number' ? String(value) : (textOf(value) ?? '');
