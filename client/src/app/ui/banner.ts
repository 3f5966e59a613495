import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { Tone } from './badge';
import { Icon, type IconName } from './icon';

/** A standing note at the top of a page or a form. */
@Component({
  selector: 'app-banner',
  imports: [Icon],
  template: `<app-icon [name]="icon()" />
    <div><ng-content /></div>`,
  styles: `
    :host {
      display: flex;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      border-radius: var(--radius);
      background: var(--color-muted-wash);
      color: var(--color-text);
      font-size: var(--text-table);
    }
    app-icon {
      margin-top: 2px;
      color: var(--color-muted);
    }
    div {
      min-width: 0;
    }
    :host(.warning) {
      background: var(--color-warning-wash);
    }
    :host(.warning) app-icon {
      color: var(--color-warning);
    }
    :host(.bad) {
      background: var(--color-bad-wash);
    }
    :host(.bad) app-icon {
      color: var(--color-bad);
    }
    :host(.note) {
      background: var(--color-note-wash);
    }
    :host(.note) app-icon {
      color: var(--color-note);
    }
  `,
  host: { '[class]': 'tone()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Banner {
  readonly tone = input<Tone>('muted');
  readonly icon = input<IconName>('info');
}
