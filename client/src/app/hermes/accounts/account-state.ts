import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Account } from '../../../../../server/hermes-state/accounts/accounts.contract';
import { Badge } from '../../ui/badge';
import { Countdown } from '../../ui/countdown';
import { lookOf } from './account-wording';

/** Whether an account can be used, and if not, why and for how long. */
@Component({
  selector: 'app-account-state',
  imports: [Badge, Countdown],
  template: `<app-badge [tone]="look().tone" [icon]="look().icon">{{ look().word }}</app-badge>
    @if (account().status === 'cooldown') {
      @if (account().cooldownUntil; as until) {
        <span class="caption soft nowrap">
          for <app-countdown [until]="until" past="ready to retry" />
        </span>
      }
    }
    @if (detail(); as text) {
      <span class="caption soft">{{ text }}</span>
    }`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccountState {
  readonly account = input.required<Account>();
  protected readonly look = computed(() => lookOf(this.account()));
  protected readonly detail = computed(() => {
    const { lastError, reason, status } = this.account();
    if (status === 'ok' && lastError === null) return undefined;
    const code = lastError?.code ?? null;
    return [reason, ...(code === null ? [] : [`(${code})`])].filter(Boolean).join(' ') || undefined;
  });
}
