import type { AuditStorage } from '../audit/audit.contract.ts';
import {
  checkOf,
  counted,
  evidence,
  type Finding,
} from '../hermes-state/security/security-check.ts';
import type { SecurityCheck } from '../hermes-state/security/security-check.contract.ts';

const dayMs = 86_400_000;
const shortestDays = 30;
const gapsOfDays = 30;
/** It runs daily. */
const lateMs = 2 * dayMs;

/** Whether the record of what passed the gateways is kept, whole, and no longer than promised. `now` in milliseconds. */
export function auditChecks(storage: AuditStorage, now = Date.now()): SecurityCheck[] {
  return [retentionCheck(storage), purgeCheck(storage, now), gapsCheck(storage, now)];
}

function retentionCheck({ retentionDays }: AuditStorage): SecurityCheck {
  const isShort = retentionDays < shortestDays;
  return checkOf(
    {
      id: 'audit.retention',
      area: 'audit',
      title: 'How long requests are kept',
      fix: {
        text: `Set HERMES_LOG_RETENTION_DAYS to ${shortestDays} or more.`,
        page: '/system/settings',
      },
    },
    {
      state: isShort ? 'warn' : 'pass',
      reason: isShort
        ? `${counted(retentionDays, 'day')}: a misuse that is noticed later cannot be followed up.`
        : `${counted(retentionDays, 'day')}.`,
      evidence: [evidence('this process', 'HERMES_LOG_RETENTION_DAYS', String(retentionDays))],
    },
  );
}

function purgeCheck({ runs, nextRunAt, retentionDays }: AuditStorage, now: number): SecurityCheck {
  return checkOf(
    {
      id: 'audit.purge',
      area: 'audit',
      title: 'Old requests are removed',
      fix: { text: 'Look into the process log, and purge by hand.', page: '/overview' },
    },
    finding(),
  );

  function finding(): Finding {
    const last = runs[0];
    const next = evidence('this process', 'next run', nextRunAt ?? 'none');
    if (last === undefined)
      return { state: 'pass', reason: 'The first run is to come.', evidence: [next] };
    const at = last.finishedAt ?? last.startedAt;
    const found = [evidence('this process', 'last run', last.error ?? at), next];
    if (last.error !== null)
      return {
        state: 'fail',
        reason: 'The last run failed: prompts stay longer than promised.',
        evidence: found,
      };
    const isLate = now - Date.parse(at) > lateMs;
    return {
      state: isLate ? 'warn' : 'pass',
      reason: isLate
        ? 'It has not run for two days: prompts stay longer than promised.'
        : `What is older than ${counted(retentionDays, 'day')} is removed daily.`,
      evidence: found,
    };
  }
}

function gapsCheck({ gaps }: AuditStorage, now: number): SecurityCheck {
  const recent = gaps.filter(({ noticedAt }) => now - Date.parse(noticedAt) < gapsOfDays * dayMs);
  return checkOf(
    {
      id: 'audit.gaps',
      area: 'audit',
      title: 'Gaps in the record',
      fix: { text: 'Find out what happened to the data folder at that time.', page: '/overview' },
    },
    {
      state: recent.length > 0 ? 'fail' : 'pass',
      reason:
        recent.length > 0
          ? `${counted(recent.length, 'gap')} in the last ${gapsOfDays} days: requests passed whose record is lost.`
          : `None in the last ${gapsOfDays} days.`,
      evidence: recent.map(({ noticedAt, reason }) => evidence(null, noticedAt, reason)),
    },
  );
}
