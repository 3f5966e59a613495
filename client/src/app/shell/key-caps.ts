import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** Keys to press one after the other, as they stand on the keyboard. */
@Component({
  selector: 'app-key-caps',
  template: `@for (key of keys(); track $index) {
    <kbd>{{ key }}</kbd>
  }`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      gap: 3px;
    }
    kbd {
      min-width: 1.25rem;
      padding: 0 4px;
      border: 1px solid var(--color-line-strong);
      border-radius: var(--radius-small);
      background: var(--color-surface);
      color: var(--color-text-soft);
      font-family: var(--font-text);
      font-size: var(--text-caption);
      line-height: 1.25rem;
      text-align: center;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeyCaps {
  readonly keys = input.required<readonly string[]>();
}
