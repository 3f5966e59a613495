import { ChangeDetectionStrategy, Component, input } from '@angular/core';

/** Nothing to show: says why, and offers what to do about it as content. */
@Component({
  selector: 'app-empty',
  template: `<strong>{{ title() }}</strong>
    <div><ng-content /></div>`,
  styles: `
    :host {
      display: grid;
      justify-items: center;
      gap: var(--space-2);
      padding: var(--space-10) var(--space-4);
      text-align: center;
      font-size: var(--text-table);
    }
    div {
      display: grid;
      justify-items: center;
      gap: var(--space-3);
      max-width: 34rem;
      color: var(--color-text-soft);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EmptyState {
  readonly title = input.required<string>();
}
