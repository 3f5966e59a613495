import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Icon, type IconName } from './icon';

export type Tone = 'good' | 'warning' | 'bad' | 'note' | 'muted';

/** A state in colour, drawing and word, so that none of them has to be seen. */
@Component({
  selector: 'app-badge',
  imports: [Icon],
  template: `@if (icon(); as name) {
      <app-icon [name]="name" />
    }
    <ng-content />`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      height: 1.375rem;
      padding: 0 7px;
      border-radius: var(--radius-small);
      background: var(--color-muted-wash);
      color: var(--color-muted);
      font-size: var(--text-caption);
      font-weight: var(--weight-medium);
      white-space: nowrap;
    }
    app-icon {
      width: 0.8125rem;
      height: 0.8125rem;
    }
    :host(.good) {
      background: var(--color-good-wash);
      color: var(--color-good);
    }
    :host(.warning) {
      background: var(--color-warning-wash);
      color: var(--color-warning);
    }
    :host(.bad) {
      background: var(--color-bad-wash);
      color: var(--color-bad);
    }
    :host(.note) {
      background: var(--color-note-wash);
      color: var(--color-note);
    }
  `,
  host: { '[class]': 'tone()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Badge {
  readonly tone = input<Tone>('muted');
  readonly icon = input<IconName>();
}
