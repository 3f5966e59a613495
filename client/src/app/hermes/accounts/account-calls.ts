import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  AccountChange,
  AccountChanged,
  AccountPreview,
  AccountTest,
} from '../../../../../server/hermes-state/accounts/account-changes.contract';
import type { AccountPlace } from '../../../../../server/hermes-state/accounts/accounts.contract';
import { ProfileScope } from '../profile-scope';

const path = '/api/admin/hermes/accounts';

/** Changes to the accounts of the profile in scope. All of them throw the HTTP error. */
@Injectable({ providedIn: 'root' })
export class AccountCalls {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);

  preview(change: AccountChange): Promise<AccountPreview> {
    return firstValueFrom(
      this.http.post<AccountPreview>(`${path}/preview`, change, { params: this.params() }),
    );
  }

  /** `version` is the one that the preview was made of. */
  apply(change: AccountChange, version: string): Promise<AccountChanged> {
    const { kind, ...body } = change;
    return firstValueFrom(
      this.http.post<AccountChanged>(`${path}/${kind.replace('_', '-')}`, body, {
        params: this.params(),
        headers: { 'If-Match': `"${version}"` },
      }),
    );
  }

  test(at: AccountPlace): Promise<AccountTest> {
    return firstValueFrom(
      this.http.post<AccountTest>(`${path}/test`, { at }, { params: this.params() }),
    );
  }

  private params(): { readonly profile: string } {
    return { profile: this.scope.profile() };
  }
}
