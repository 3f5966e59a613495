import { Inject, Injectable } from '@nestjs/common';
import { AdminEventLog } from '../admin-events/admin-event-log.ts';
import { ApiKeyStanding } from '../api-users/key-standing.ts';
import { AuditStorageReport } from '../audit/audit-storage.ts';
import { AdministratorCredential } from '../auth/administrator-credential.ts';
import { AdministratorsOverview } from '../auth/administrators-overview.ts';
import { Database, reasonOf } from '../database/database.ts';
import { HermesHome } from '../hermes-state/hermes-home.ts';
import { checkOf, evidence } from '../hermes-state/security/security-check.ts';
import type {
  SecurityArea,
  SecurityCheck,
} from '../hermes-state/security/security-check.contract.ts';
import { redact } from '../redaction.ts';
import { SETTINGS } from '../settings-token.ts';
import type { Settings } from '../settings.ts';
import { Listeners } from '../system/listeners.ts';
import { apiUserChecks } from './api-user-checks.ts';
import { auditChecks } from './audit-checks.ts';
import type { ConsoleSecurity } from './console-security.contract.ts';
import { hostChecks } from './host-checks.ts';
import { signInChecks } from './sign-in-checks.ts';
import { transportChecks } from './transport-checks.ts';

const shownDays = 14;
/** The first of two steps: name and password were right. */
const ordinaryRefusals = ['second_factor_required'];

/** How safe this console itself is set up. What cannot be read while the database is away is not known. */
@Injectable()
export class ConsoleSecurityReader {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly database: Database,
    private readonly credential: AdministratorCredential,
    private readonly administrators: AdministratorsOverview,
    private readonly keys: ApiKeyStanding,
    private readonly storage: AuditStorageReport,
    private readonly events: AdminEventLog,
    private readonly home: HermesHome,
    private readonly listeners: Listeners,
  ) {}

  async read(): Promise<ConsoleSecurity> {
    const administrators = this.ask(() => this.administrators.list());
    const [signIn, apiUsers, audit, host, sessions, signIns] = await Promise.all([
      this.checksFrom('sign_in', administrators, ({ items }) =>
        signInChecks(this.settings, this.credential, items),
      ),
      this.checksFrom(
        'api_users',
        this.ask(() => this.keys.read()),
        apiUserChecks,
      ),
      this.checksFrom(
        'audit',
        this.ask(() => this.storage.read()),
        (storage) => auditChecks(storage),
      ),
      hostChecks(this.settings, this.credential, this.home),
      administrators.then(({ items }) => sessionsOf(items)).catch(() => null),
      this.ask(() => this.events.byDay('session.sign_in', shownDays, ordinaryRefusals)).catch(
        () => null,
      ),
    ]);
    return {
      at: new Date().toISOString(),
      checks: [
        ...transportChecks(this.settings, this.listeners.own()),
        ...signIn,
        ...apiUsers,
        ...audit,
        ...host,
      ],
      sessions,
      signIns,
    };
  }

  /** Asking a pool that cannot connect would only wait. */
  private async ask<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    if (!this.database.isReady) throw new Error('the database was not reached yet');
    return work();
  }

  /** The checks of an area, or one row that says why they are not known. */
  private async checksFrom<Answer>(
    area: SecurityArea,
    answer: Promise<Answer>,
    make: (answer: Answer) => SecurityCheck[],
  ): Promise<SecurityCheck[]> {
    try {
      return make(await answer);
    } catch (error) {
      return [unknownArea(area, redact(reasonOf(error)))];
    }
  }
}

function unknownArea(area: SecurityArea, reason: string): SecurityCheck {
  return checkOf(
    {
      id: `${area}.database`,
      area,
      title: 'Checks that need the database',
      fix: { text: 'See what is wrong with the database.', page: '/system' },
    },
    {
      state: 'unknown',
      reason: `The database could not be asked: ${reason}`,
      evidence: [evidence('database', null, reason)],
    },
  );
}

function sessionsOf(
  items: readonly { readonly username: string; readonly sessions: number }[],
): ConsoleSecurity['sessions'] {
  return {
    open: items.reduce((sum, { sessions }) => sum + sessions, 0),
    administrators: items
      .filter(({ sessions }) => sessions > 0)
      .map(({ username, sessions }) => ({ username, sessions })),
  };
}
