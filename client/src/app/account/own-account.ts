import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  AccessTokenList,
  CreateAccessToken,
  IssuedAccessToken,
} from '../../../../server/auth/access-tokens.contract';
import type { ConsoleSessionList } from '../../../../server/auth/auth.contract';
import type {
  RecoveryCodes,
  SecondFactorProof,
  SecondFactorSetup,
} from '../../../../server/auth/own-account.contract';
import { Session } from '../session/session';
import { keptResource } from '../ui/kept-resource';

/** What everybody may do about himself. Every change throws the HTTP error when the server refuses. */
@Injectable()
export class OwnAccount {
  private readonly http = inject(HttpClient);
  private readonly session = inject(Session);

  readonly sessions = keptResource<ConsoleSessionList>(() => ({ url: '/api/auth/sessions' }), {
    everyMs: 60_000,
  });

  readonly tokens = keptResource<AccessTokenList>(() => ({ url: '/api/auth/tokens' }), {
    everyMs: 60_000,
  });

  async createToken(token: CreateAccessToken): Promise<IssuedAccessToken> {
    const issued = await firstValueFrom(
      this.http.post<IssuedAccessToken>('/api/auth/tokens', token),
    );
    this.tokens.reload();
    return issued;
  }

  async revokeToken(id: string): Promise<void> {
    await firstValueFrom(this.http.delete(`/api/auth/tokens/${id}`));
    this.tokens.reload();
  }

  async endSession(id: string): Promise<void> {
    await firstValueFrom(this.http.delete(`/api/auth/sessions/${id}`));
    this.sessions.reload();
  }

  async endOtherSessions(): Promise<void> {
    await firstValueFrom(this.http.delete('/api/auth/sessions'));
    this.sessions.reload();
  }

  startSecondFactor(password: string): Promise<SecondFactorSetup> {
    return firstValueFrom(this.http.post<SecondFactorSetup>('/api/auth/totp/setup', { password }));
  }

  async confirmSecondFactor(code: string): Promise<readonly string[]> {
    const answer = await firstValueFrom(
      this.http.post<RecoveryCodes>('/api/auth/totp/confirm', { code }),
    );
    await this.session.load();
    return answer.recoveryCodes;
  }

  async removeSecondFactor(proof: SecondFactorProof): Promise<void> {
    await firstValueFrom(this.http.delete('/api/auth/totp', { body: proof }));
    await this.session.load();
  }

  async renewRecoveryCodes(proof: SecondFactorProof): Promise<readonly string[]> {
    const answer = await firstValueFrom(
      this.http.post<RecoveryCodes>('/api/auth/totp/recovery-codes', proof),
    );
    await this.session.load();
    return answer.recoveryCodes;
  }
}
