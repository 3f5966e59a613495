import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { Account } from '../../../../../server/hermes-state/accounts/accounts.contract';
import { Countdown } from '../../ui/countdown';
import { Clock } from '../../ui/time-stamp';

/** When the token of an account ends, and whether that matters. */
@Component({
  selector: 'app-account-expiry',
  imports: [Countdown],
  template: `@if (account().expiresAt; as until) {
      <span [class.over]="isOver() && !account().canRefresh">
        <app-countdown [until]="until" past="expired" />
      </span>
      @if (isOver() && account().canRefresh) {
        <span class="caption soft">renews itself</span>
      }
    } @else {
      <span class="faint">—</span>
    }`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: 0 var(--space-2);
    }
    .over {
      color: var(--color-bad);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountExpiry {
  private readonly clock = inject(Clock);
  readonly account = input.required<Account>();
  protected readonly isOver = computed(() => {
    const { expiresAt } = this.account();
    return expiresAt !== null && new Date(expiresAt) <= this.clock.now();
  });
}
