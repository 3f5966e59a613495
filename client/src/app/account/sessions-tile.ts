import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { ConsoleSessionList } from '../../../../server/auth/auth.contract';
import { Badge } from '../ui/badge';
import { Confirm } from '../ui/confirm';
import { formatCount } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { Toasts } from '../ui/toasts';
import { browserOf } from './browser-name';
import { OwnAccount } from './own-account';

type OwnSession = ConsoleSessionList['items'][number];

/** Where one is signed in, and the way to end that. */
@Component({
  selector: 'app-sessions-tile',
  imports: [Badge, MatButton, Tile, TimeStamp],
  template: `<app-tile title="Sessions" [resource]="account.sessions">
    <ul>
      @for (one of items(); track one.id) {
        <li>
          <div>
            <p class="name">
              <span [title]="one.userAgent ?? ''">{{ browser(one.userAgent) }}</span>
              @if (one.current) {
                <app-badge tone="good" icon="check">This one</app-badge>
              }
              @if (one.byProxy) {
                <app-badge title="Ended, it begins again with the next request from there">
                  By the proxy
                </app-badge>
              }
            </p>
            <p class="caption soft">
              From {{ one.address }} · signed in <app-time [at]="one.createdAt" /> · seen
              <app-time [at]="one.lastSeenAt" /> · ends <app-time [at]="one.expiresAt" />
            </p>
          </div>
          @if (!one.current) {
            <button
              type="button"
              matButton="outlined"
              [attr.aria-label]="'End session from ' + one.address + ', ' + browser(one.userAgent)"
              (click)="end(one)"
            >
              End
            </button>
          }
        </li>
      }
    </ul>
    @if (others() > 0) {
      <button type="button" matButton="outlined" class="all" (click)="endOthers()">
        End all other sessions
      </button>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
    }
    li {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-3);
      padding: var(--space-2) 0;
      border-bottom: var(--hairline);
    }
    li:first-child {
      padding-top: 0;
    }
    li:last-child {
      border-bottom: 0;
    }
    li div {
      min-width: 0;
    }
    .name {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
      font-size: var(--text-table);
      font-weight: var(--weight-medium);
    }
    .all {
      margin-top: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SessionsTile {
  protected readonly account = inject(OwnAccount);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);

  protected readonly items = computed(() => this.account.sessions.value()?.items ?? []);
  protected readonly others = computed(() => this.items().filter(({ current }) => !current).length);
  protected readonly browser = browserOf;

  protected async end(session: OwnSession): Promise<void> {
    try {
      await this.account.endSession(session.id);
      this.toasts.succeeded(`Ended the session from ${session.address}.`);
    } catch (error) {
      this.toasts.failed('The session was not ended.', problemOf(error));
    }
  }

  protected async endOthers(): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: 'End all other sessions?',
      consequences: [
        `${formatCount(this.others(), 'session')} end at once. This one goes on.`,
        'If one of them was not yours, change your password as well.',
      ],
      confirm: 'End other sessions',
    });
    if (!confirmed) return;
    try {
      await this.account.endOtherSessions();
      this.toasts.succeeded('Ended all other sessions.');
    } catch (error) {
      this.toasts.failed('The sessions were not ended.', problemOf(error));
    }
  }
}
