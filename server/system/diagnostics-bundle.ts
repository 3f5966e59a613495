import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { GatewayActivity } from '../gateway/gateway-activity.ts';
import { redact } from '../redaction.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import { secretsOf } from '../settings-secrets.ts';
import { ProcessLog } from './process-log.ts';
import type { Diagnostics } from './system.contract.ts';
import { SystemReport } from './system-report.ts';
import { partOf } from './time-limit.ts';

const logLines = 500;
const mostNames = 10_000;
/** A shorter name would take every word that holds it with it. */
const shortestName = 3;

/** What helps somebody else to help: no prompt, no name of a user, no secret. */
@Injectable()
export class DiagnosticsBundle {
  constructor(
    private readonly system: SystemReport,
    private readonly log: ProcessLog,
    private readonly activity: GatewayActivity,
    private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async make(): Promise<Diagnostics> {
    const [system, people] = await Promise.all([this.system.read(), partOf(() => this.people())]);
    const known = people.status === 'ok' ? people.value : undefined;
    const bundle: Diagnostics = {
      kind: 'hermes-control-plane-diagnostics',
      system,
      counts: {
        openRequests: this.activity.running.size,
        apiUsers: known?.apiUsers ?? null,
        administrators: known?.administrators ?? null,
      },
      log: this.log.newest(logLines),
    };
    // Our own lines name nobody; what PostgreSQL or an upstream says may.
    const names = [this.settings.adminUsername, ...(known?.names ?? [])];
    return clean(bundle, new Names(names), secretsOf(this.settings));
  }

  private async people() {
    if (!this.database.isReady) throw new Error('the database was not reached yet');
    const found = await this.database.console.query<{ kind: string; name: string }>(
      `(select 'user' as kind, display_name as name from api_user limit ${mostNames})
       union all (select 'administrator', username from administrator limit ${mostNames})
       union all (select 'shown', display_name from administrator limit ${mostNames})`,
    );
    const count = (kind: string) => found.rows.filter((row) => row.kind === kind).length;
    return {
      apiUsers: count('user'),
      administrators: count('administrator'),
      names: found.rows.map(({ name }) => name),
    };
  }
}

/** Many names, replaced in one pass. */
class Names {
  private readonly pattern: RegExp | undefined;

  constructor(names: readonly string[]) {
    const parts = [...new Set(names)]
      .filter((name) => name.length >= shortestName && !commonWords.has(name.toLowerCase()))
      // The longer first, or what is left of it would still name somebody.
      .sort((a, b) => b.length - a.length)
      .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    if (parts.length > 0) this.pattern = new RegExp(parts.join('|'), 'g');
  }

  hide(text: string): string {
    return this.pattern === undefined ? text : text.replace(this.pattern, '[name]');
  }
}

/** The default name says nothing about anybody, and is part of names of settings and tables. */
const commonWords = new Set(['admin', 'administrator', 'hermes', 'user', 'viewer', 'root']);

/** Every text in it, however deep; the keys are ours. */
function clean<Value>(value: Value, names: Names, secrets: readonly string[]): Value {
  if (typeof value === 'string') return redact(names.hide(value), secrets) as Value;
  if (Array.isArray(value))
    return value.map((part: unknown) => clean(part, names, secrets)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, clean(part as unknown, names, secrets)]),
  ) as Value;
}
