import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { Credential } from '../../../../../server/hermes-state/models/models.contract';
import { Badge } from '../../ui/badge';

const looks = {
  ready: { tone: 'good', icon: 'check', word: 'Can sign in' },
  exhausted: { tone: 'warning', icon: 'clock', word: 'Waits' },
  missing: { tone: 'bad', icon: 'error', word: 'Cannot sign in' },
  unknown: { tone: 'muted', icon: 'help', word: 'Not known' },
} as const;

/** Whether a row can sign in where it leads to, and why. */
@Component({
  selector: 'app-credential',
  imports: [Badge],
  template: `<app-badge [tone]="look().tone" [icon]="look().icon">{{ look().word }}</app-badge>
    <span class="caption soft">{{ credential().detail }}</span>`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-2);
      min-width: 0;
    }
    span {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CredentialBadge {
  readonly credential = input.required<Credential>();
  protected readonly look = computed(() => looks[this.credential().state]);
}
