import { recordOf } from '../accounts/identity.ts';
import type { SkillUsage } from './skills.contract.ts';

/** What the lock file of the hub says of an installed skill. */
export interface HubRecord {
  readonly source: string;
  readonly trust: string;
  readonly identifier: string | null;
  readonly verdict: string | null;
  readonly installedAt: string | null;
  readonly updatedAt: string | null;
}

/** Of `skills/.hub/lock.json`, by name. */
export function hubRecords(lock: Readonly<Record<string, unknown>>): Map<string, HubRecord> {
  const records = Object.entries(recordOf(lock.installed)).map(([name, value]) => {
    const entry = recordOf(value);
    const record = {
      source: textOf(entry.source) ?? 'hub',
      trust: textOf(entry.trust_level) ?? 'unknown',
      identifier: textOf(entry.identifier),
      verdict: textOf(entry.scan_verdict),
      installedAt: timeOf(entry.installed_at),
      updatedAt: timeOf(entry.updated_at),
    };
    return [name, record] as const;
  });
  return new Map(records);
}

/** Of `skills/.bundled_manifest`: names with the MD5 of how they came, which the first version did not write. */
export function bundledRecords(manifest: string): Map<string, string | null> {
  const records = new Map<string, string | null>();
  for (const line of manifest.split(/\r?\n/)) {
    const at = line.lastIndexOf(':');
    const name = (at === -1 ? line : line.slice(0, at)).trim();
    if (name !== '') records.set(name, at === -1 ? null : line.slice(at + 1).trim());
  }
  return records;
}

/** Of `skills/.usage.json`, by name. */
export function usageRecords(usage: Readonly<Record<string, unknown>>): Map<string, SkillUsage> {
  const records = Object.entries(usage).map(([name, value]) => {
    const entry = recordOf(value);
    const times = [entry.last_used_at, entry.last_viewed_at, entry.last_patched_at].map(timeOf);
    const record: SkillUsage = {
      uses: countOf(entry.use_count),
      views: countOf(entry.view_count),
      patches: countOf(entry.patch_count),
      createdBy: textOf(entry.created_by),
      createdAt: timeOf(entry.created_at),
      lastUsedAt: timeOf(entry.last_used_at),
      lastActiveAt:
        times
          .filter((time) => time !== null)
          .sort()
          .at(-1) ?? null,
      state: textOf(entry.state),
      isPinned: entry.pinned === true,
    };
    return [name, record] as const;
  });
  return new Map(records);
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value.slice(0, 500) : null;

const countOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0;

/** ISO 8601 as Python writes it, or seconds. */
function timeOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const time = new Date(typeof value === 'number' ? value * 1000 : value);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
