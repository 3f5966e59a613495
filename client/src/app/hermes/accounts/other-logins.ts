import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { AccountSource } from '../../../../../server/hermes-state/accounts/accounts.contract';
import { AccountExpiry } from './account-expiry';
import { AccountState } from './account-state';
import { kindWords, nameOf, planOf } from './account-wording';
import { reasonWords } from './reason-words';

const owners: Readonly<Record<AccountSource['owner'], { name: string; folder: string }>> = {
  hermes: { name: 'Hermes', folder: '' },
  codex: { name: 'Codex', folder: '.codex/' },
  claude: { name: 'Claude Code', folder: '.claude/' },
  gemini: { name: 'Gemini CLI', folder: '.gemini/' },
  qwen: { name: 'Qwen CLI', folder: '.qwen/' },
};

/** Logins that other programs keep, which Hermes may borrow. They are shown and never written. */
@Component({
  selector: 'app-other-logins',
  imports: [AccountExpiry, AccountState],
  template: `<section class="panel" aria-label="Logins of other programs">
    <header>
      <h2>Logins of other programs</h2>
      <p class="caption soft">Read from their own files; sign in and out with the programs.</p>
    </header>
    <div class="table-frame bare">
      <table class="table cards" role="table" aria-label="Logins of other programs">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Program</th>
            <th role="columnheader" scope="col">Account</th>
            <th role="columnheader" scope="col">State</th>
            <th role="columnheader" scope="col">Secret</th>
            <th role="columnheader" scope="col">Expires</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          @for (source of sources(); track source.owner) {
            @for (account of source.accounts; track $index) {
              <tr role="row">
                <td role="cell" data-label="Program">
                  <span class="stack">
                    <span>{{ owners[source.owner].name }}</span>
                    <code class="caption soft"
                      >{{ owners[source.owner].folder }}{{ source.file }}</code
                    >
                  </span>
                </td>
                <td role="cell" data-label="Account">
                  <span class="stack">
                    <span>{{
                      nameOf(account) === 'login' ? 'Nobody is named' : nameOf(account)
                    }}</span>
                    <span class="caption soft">{{
                      planOf(account) ?? kindWords[account.kind]
                    }}</span>
                  </span>
                </td>
                <td role="cell" data-label="State"><app-account-state [account]="account" /></td>
                <td role="cell" data-label="Secret">
                  <code class="caption">{{ account.secret?.masked ?? 'none' }}</code>
                </td>
                <td role="cell" data-label="Expires"><app-account-expiry [account]="account" /></td>
              </tr>
            } @empty {
              <tr role="row">
                <td role="cell" data-label="Program">
                  <span class="stack">
                    <span>{{ owners[source.owner].name }}</span>
                    <code class="caption soft"
                      >{{ owners[source.owner].folder }}{{ source.file }}</code
                    >
                  </span>
                </td>
                <td role="cell" colspan="4" class="soft">{{ absence(source) }}</td>
              </tr>
            }
          }
        </tbody>
      </table>
    </div>
  </section>`,
  styles: `
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      justify-content: space-between;
      gap: var(--space-1) var(--space-3);
      padding: var(--space-3) var(--space-4);
    }
    .panel {
      overflow: hidden;
    }
    .table-frame.bare {
      border: 0;
      border-top: var(--hairline);
      border-radius: 0;
    }
    .stack {
      display: grid;
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class OtherLogins {
  readonly sources = input.required<readonly AccountSource[]>();
  protected readonly owners = owners;
  protected readonly nameOf = nameOf;
  protected readonly planOf = planOf;
  protected readonly kindWords = kindWords;

  protected absence({ status, reason, owner }: AccountSource): string {
    if (status === 'unreadable') return `Not readable: ${reasonWords(reason)}`;
    if (status === 'present') return 'The file holds no login.';
    const keyring = owner === 'codex' || owner === 'gemini';
    return keyring
      ? 'No such file: not signed in, or the login is in the system’s keyring.'
      : 'No such file: not signed in here.';
  }
}
