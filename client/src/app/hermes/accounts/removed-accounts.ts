import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Session } from '../../session/session';
import { TimeStamp } from '../../ui/time-stamp';
import { AccountActions } from './account-actions';
import { AccountsStore } from './accounts-store';

/** Credentials that changes of this console have removed, to be taken back. */
@Component({
  selector: 'app-removed-accounts',
  imports: [TimeStamp],
  template: `@if (store.removed.value()?.items; as items) {
    @if (items.length > 0) {
      <section class="panel" aria-label="Removed">
        <header>
          <h2>Removed</h2>
          <p class="caption soft">From the history that this console keeps of auth.json.</p>
        </header>
        <ul>
          @for (item of items; track item.provider + item.historyId + item.position) {
            <li>
              <span class="words">
                <strong>{{ item.label ?? item.source }}</strong>
                <span class="soft">{{ item.provider }}</span>
                @if (item.secret; as secret) {
                  <code class="caption soft">{{ secret.masked }}</code>
                }
              </span>
              <span class="caption soft"
                >before a change of {{ item.removedBy }}, <app-time [at]="item.removedAt"
              /></span>
              @if (session.canChange()) {
                <button
                  type="button"
                  class="quiet"
                  [attr.aria-label]="'Take ' + (item.label ?? item.source) + ' back'"
                  (click)="actions.restore(item)"
                >
                  Take back…
                </button>
              }
            </li>
          }
        </ul>
      </section>
    }
  }`,
  styles: `
    header,
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: baseline;
      justify-content: space-between;
      gap: var(--space-1) var(--space-3);
      padding: var(--space-3) var(--space-4);
    }
    li {
      align-items: center;
      padding: var(--space-2) var(--space-4);
      border-top: var(--hairline);
      font-size: var(--text-table);
    }
    .words {
      display: flex;
      flex: 1;
      flex-wrap: wrap;
      gap: 0 var(--space-2);
      min-width: 12rem;
      overflow-wrap: anywhere;
    }
    strong {
      font-weight: var(--weight-medium);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RemovedAccountsList {
  protected readonly store = inject(AccountsStore);
  protected readonly actions = inject(AccountActions);
  protected readonly session = inject(Session);
}
