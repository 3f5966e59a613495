import type { UpstreamState } from '../gateway/upstreams.ts';
import { runtimeWarnings } from '../runtime-warnings.ts';
import type { HealthCheck, SystemView } from './system.contract.ts';

type Facts = Omit<SystemView, 'health'>;
type Upstream = UpstreamState & { readonly name: string };

const littleSpaceBytes = 2_000_000_000;
const noSpaceBytes = 200_000_000;
const staleRunMs = 26 * 3_600_000;

/** What an operator should know, worst things first within the order of the list. */
export function healthOf(facts: Facts, upstreams: readonly Upstream[]): HealthCheck[] {
  return [
    database(facts),
    migrations(facts),
    ...upstreams.map(upstream),
    spool(facts),
    dataFolder(facts),
    retention(facts),
    gaps(facts),
    ...runtimeWarnings().map((text) => warning('runtime', text, 'Use another version of Node.')),
  ];
}

function database({ database: part }: Facts): HealthCheck {
  if (part.status === 'failed')
    return failed(
      'database',
      `PostgreSQL does not answer: ${part.reason}.`,
      'Start it or mend the way to it. Known keys go on for ten minutes, and records wait on disk.',
    );
  return ok('database', `PostgreSQL ${part.value.serverVersion} (${part.value.kind}) answers.`);
}

function migrations({ migrations: part }: Facts): HealthCheck {
  if (part.status === 'failed') return warning('migrations', `Not known: ${part.reason}.`, null);
  const { applied, pending, newer } = part.value;
  if (newer.length > 0)
    return failed(
      'migrations',
      `The database was migrated by a newer version (${newer.join(', ')}).`,
      'Upgrade this process, or restore a backup.',
    );
  if (pending.length > 0)
    return failed('migrations', `Not applied: ${pending.join(', ')}.`, 'Restart this process.');
  return ok('migrations', `All ${applied.length} are applied.`);
}

function upstream({ name, kind, state, reason }: Upstream): HealthCheck {
  const check = `upstream ${name}`;
  const prefix = `HERMES_${name.toUpperCase()}`;
  if (kind === 'none')
    return failed(check, 'No upstream is configured.', `Set ${prefix}_UPSTREAM_URL.`);
  if (state === 'down')
    return failed(
      check,
      `It is down: ${reason ?? 'no reason is known'}.`,
      kind === 'hermes-proxy'
        ? `Log in with "hermes auth add", or set ${prefix}_UPSTREAM_URL.`
        : `Check ${prefix}_UPSTREAM_URL.`,
    );
  if (state === 'starting') return warning(check, 'It is starting.', null);
  if (kind === 'demo')
    return warning(
      check,
      'The built-in demo answers, no model does.',
      `Install Hermes, or set ${prefix}_UPSTREAM_URL.`,
    );
  return ok(check, kind === 'url' ? 'An address is set.' : 'The Hermes proxy runs.');
}

function spool({ spool: { records, bytes, maxBytes } }: Facts): HealthCheck {
  if (records === 0) return ok('spool', 'No record waits on disk.');
  const detail = `${records} records (${bytes} of ${maxBytes} bytes) wait for the database.`;
  if (bytes > maxBytes * 0.8)
    return failed(
      'spool',
      detail,
      'Bring the database back: when it is full, requests are refused.',
    );
  return warning('spool', detail, 'They are replayed once the database answers.');
}

function dataFolder({ dataFolder: part }: Facts): HealthCheck {
  if (part.status === 'failed')
    return failed('data folder', `It cannot be read: ${part.reason}.`, 'Check HERMES_DATA_DIR.');
  const { freeBytes } = part.value;
  const detail = `${(freeBytes / 2 ** 30).toFixed(1)} GiB are free.`;
  if (freeBytes < noSpaceBytes) return failed('data folder', detail, 'Make room on that disk.');
  if (freeBytes < littleSpaceBytes) return warning('data folder', detail, 'Make room soon.');
  return ok('data folder', detail);
}

function retention({ at, retention: part }: Facts): HealthCheck {
  if (part.status === 'failed') return warning('retention', `Not known: ${part.reason}.`, null);
  const { lastRun, retentionDays } = part.value;
  if (lastRun === null)
    return ok('retention', `Records are kept for ${retentionDays} days; no purge was due yet.`);
  if (lastRun.error !== null)
    return failed(
      'retention',
      `The last purge failed: ${lastRun.error}`,
      'Purge by hand and look.',
    );
  if (Date.parse(at) - Date.parse(lastRun.startedAt) > staleRunMs)
    return warning('retention', `The last purge was at ${lastRun.startedAt}.`, 'Purge by hand.');
  return ok('retention', `The last purge was at ${lastRun.startedAt}.`);
}

function gaps({ retention: part }: Facts): HealthCheck {
  if (part.status === 'failed') return warning('audit gaps', `Not known: ${part.reason}.`, null);
  return part.value.gaps === 0
    ? ok('audit gaps', 'None was noticed.')
    : warning(
        'audit gaps',
        `${part.value.gaps} were noticed; the audit log lists them.`,
        'Look at the damaged files in the quarantine of the spool.',
      );
}

function ok(name: string, detail: string): HealthCheck {
  return { name, state: 'ok', detail, whatToDo: null };
}

function warning(name: string, detail: string, whatToDo: string | null): HealthCheck {
  return { name, state: 'warning', detail, whatToDo };
}

function failed(name: string, detail: string, whatToDo: string): HealthCheck {
  return { name, state: 'failed', detail, whatToDo };
}
