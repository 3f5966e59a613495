import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { formatShort } from './format';
import { Icon } from './icon';
import type { Problem } from './problem';
import { TimeZone } from './time-zone';

/** What is on screen is old, because reading it again failed: since when, why, and a way on. */
@Component({
  selector: 'app-stale',
  imports: [Icon],
  template: `<p role="status">
    <app-icon name="warning" />
    <span>Shown as of {{ time() }}; refreshing failed. {{ problem()?.message }}</span>
    <button type="button" class="quiet" (click)="retry.emit()">Retry</button>
  </p>`,
  styles: `
    p {
      display: flex;
      align-items: center;
      gap: var(--space-1) var(--space-2);
      padding: var(--space-1) var(--space-3);
      background: var(--color-warning-wash);
      font-size: var(--text-table);
    }
    app-icon {
      align-self: start;
      margin-top: 6px;
      color: var(--color-warning);
    }
    span {
      min-width: 0;
    }
    button {
      margin-left: auto;
      color: var(--color-text);
      font-weight: var(--weight-medium);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StaleNote {
  private readonly zone = inject(TimeZone).zone;
  /** When what is shown arrived. */
  readonly asOf = input.required<Date>();
  readonly problem = input<Problem>();
  readonly retry = output();
  protected readonly time = computed(() => formatShort(this.asOf(), this.zone()));
}
