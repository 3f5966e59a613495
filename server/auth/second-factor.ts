import { Injectable, Logger } from '@nestjs/common';
import { Secret, TOTP } from 'otpauth';
import type { EntityManager } from 'typeorm';
import { describeCall, recordCallWith } from '../admin-events/admin-call.ts';
import { changesBetween, hiddenChange } from '../admin-events/field-changes.ts';
import { Database } from '../database/database.ts';
import { SecondFactorActive, SecondFactorInactive, WrongCode } from './auth.errors.ts';
import { ConsoleSecret } from './console-secret.ts';
import type { SecondFactorSetup } from './own-account.contract.ts';
import { hashRecoveryCode, makeRecoveryCodes } from './recovery-codes.ts';
import { openSecret, sealSecret } from './totp-secret.ts';

/** What every authenticator app understands (RFC 6238; SHA-1 is not weak as an HMAC). */
const settings = { algorithm: 'SHA1', digits: 6, period: 30, issuer: 'Hermes Control Plane' };
/** RFC 4226, 4: 160 bits are recommended. */
const secretBytes = 20;
/** Steps before and after the current one, for clocks that differ (RFC 6238, 5.2). */
const tolerance = 1;
const digitsShape = /^\d{6}$/;

/** Time-based one-time passwords, with recovery codes for whoever has lost the device. */
@Injectable()
export class SecondFactor {
  private readonly logger = new Logger('SecondFactor');

  constructor(
    private readonly database: Database,
    private readonly secret: ConsoleSecret,
  ) {}

  /** A new secret, of no effect until {@link confirm}. Throws {@link SecondFactorActive}. */
  async start(id: string, username: string): Promise<SecondFactorSetup> {
    const secret = new Secret({ size: secretBytes });
    const sealed = sealSecret(await this.key(), id, Buffer.from(secret.bytes));
    const stored = await this.database.console.query(
      `update administrator set totp_secret = $2, totp_last_step = null
       where id = $1 and totp_confirmed_at is null`,
      [id, sealed],
    );
    if (stored.rowCount === 0) throw new SecondFactorActive();
    return {
      secret: secret.base32,
      otpauthUrl: new TOTP({ ...settings, secret, label: username }).toString(),
    };
  }

  /**
   * From now on a login needs a code. Resolves with the recovery codes. Throws {@link WrongCode},
   * {@link SecondFactorActive} and {@link SecondFactorInactive}.
   */
  async confirm(id: string, code: string): Promise<string[]> {
    const found = await this.read(id);
    if (found.isConfirmed) throw new SecondFactorActive();
    if (found.sealed === null) throw new SecondFactorInactive();
    const step = await this.stepOf(id, found.sealed, bare(code));
    if (step === undefined) throw new WrongCode();
    return this.database.dataSource.transaction(async (manager) => {
      // The same secret: another window of the browser may have asked for a new one meanwhile.
      const [, changed] = await manager.query<[unknown, number]>(
        `update administrator set totp_confirmed_at = now(), totp_last_step = $3
         where id = $1 and totp_secret = $2 and totp_confirmed_at is null`,
        [id, found.sealed, step],
      );
      if (changed === 0) throw new WrongCode();
      const codes = await this.issueRecoveryCodes(manager, id);
      describeCall({ changes: changesBetween({ totpEnabled: false }, { totpEnabled: true }) });
      await recordCallWith(manager);
      return codes;
    });
  }

  /** Whether a code is good; it is good once. Digits are the authenticator's, all else is a recovery code. */
  async accept(id: string, code: string): Promise<boolean> {
    const { sealed, isConfirmed } = await this.read(id);
    if (sealed === null || !isConfirmed) return false;
    const text = bare(code);
    if (!digitsShape.test(text)) return this.useRecoveryCode(id, text);
    const step = await this.stepOf(id, sealed, text);
    if (step === undefined) return false;
    // Of two at the same moment one finds the step taken.
    const taken = await this.database.console.query(
      `update administrator set totp_last_step = $2
       where id = $1 and coalesce(totp_last_step, 0) < $2 and totp_confirmed_at is not null`,
      [id, step],
    );
    return taken.rowCount === 1;
  }

  /** New codes in place of all old ones. Throws {@link SecondFactorInactive}. */
  async renewRecoveryCodes(id: string): Promise<string[]> {
    if (!(await this.read(id)).isConfirmed) throw new SecondFactorInactive();
    return this.database.dataSource.transaction(async (manager) => {
      const codes = await this.issueRecoveryCodes(manager, id);
      describeCall({ changes: [hiddenChange('recoveryCodes')] });
      await recordCallWith(manager);
      return codes;
    });
  }

  /** Throws {@link SecondFactorInactive}. */
  async remove(id: string): Promise<void> {
    await this.database.dataSource.transaction(async (manager) => {
      if (!(await clearSecondFactor(manager, id))) throw new SecondFactorInactive();
      describeCall({ changes: changesBetween({ totpEnabled: true }, { totpEnabled: false }) });
      await recordCallWith(manager);
    });
  }

  private async issueRecoveryCodes(manager: EntityManager, id: string): Promise<string[]> {
    const codes = makeRecoveryCodes();
    await manager.query('delete from administrator_recovery_code where administrator_id = $1', [
      id,
    ]);
    await manager.query(
      `insert into administrator_recovery_code (administrator_id, hash) select $1, unnest($2::bytea[])`,
      [id, codes.map(hashRecoveryCode)],
    );
    return codes;
  }

  private async useRecoveryCode(id: string, code: string): Promise<boolean> {
    const used = await this.database.console.query(
      'delete from administrator_recovery_code where administrator_id = $1 and hash = $2',
      [id, hashRecoveryCode(code)],
    );
    if (used.rowCount === 0) return false;
    describeCall({ changes: [hiddenChange('recoveryCode')] });
    return true;
  }

  /** The time step a code belongs to, or nothing. */
  private async stepOf(id: string, sealed: Buffer, code: string): Promise<number | undefined> {
    const secret = await this.open(id, sealed);
    if (secret === undefined || !digitsShape.test(code)) return undefined;
    const totp = new TOTP({ ...settings, secret });
    const timestamp = Date.now();
    const delta = totp.validate({ token: code, timestamp, window: tolerance });
    return delta === null ? undefined : totp.counter({ timestamp }) + delta;
  }

  /** A secret that cannot be opened leaves the recovery codes, and an administrator who can reset it. */
  private async open(id: string, sealed: Buffer): Promise<Secret | undefined> {
    const key = await this.key();
    try {
      const bytes = openSecret(key, id, sealed);
      return new Secret({ buffer: new Uint8Array(bytes).buffer });
    } catch {
      this.logger.error(
        `The second factor of administrator ${id} does not fit the console secret.`,
      );
      return undefined;
    }
  }

  private key(): Promise<string> {
    return this.secret.keyFor('totp');
  }

  private async read(id: string): Promise<{ sealed: Buffer | null; isConfirmed: boolean }> {
    const found = await this.database.console.query<{
      sealed: Buffer | null;
      confirmed_at: Date | null;
    }>(
      'select totp_secret as sealed, totp_confirmed_at as confirmed_at from administrator where id = $1',
      [id],
    );
    const row = found.rows[0];
    return { sealed: row?.sealed ?? null, isConfirmed: (row?.confirmed_at ?? null) !== null };
  }
}

/** Resolves with whether there was one. */
export async function clearSecondFactor(manager: EntityManager, id: string): Promise<boolean> {
  await manager.query('delete from administrator_recovery_code where administrator_id = $1', [id]);
  const [, changed] = await manager.query<[unknown, number]>(
    `update administrator set totp_secret = null, totp_confirmed_at = null, totp_last_step = null
     where id = $1 and totp_confirmed_at is not null`,
    [id],
  );
  return changed > 0;
}

function bare(code: string): string {
  return code.replace(/[\s-]/g, '');
}
