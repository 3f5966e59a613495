import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { Brand } from '../ui/brand';

/** The frame of a page in front of the console. Content: what has to be done to get in. */
@Component({
  selector: 'app-entrance',
  imports: [Brand],
  template: `<main>
    <app-brand />
    <div class="panel">
      <h1>{{ title() }}</h1>
      <ng-content />
    </div>
  </main>`,
  styles: `
    main {
      display: grid;
      align-content: center;
      gap: var(--space-5);
      width: min(25rem, 100% - 2 * var(--space-4));
      min-height: 100dvh;
      margin: 0 auto;
      padding: var(--space-6) 0 12vh;
    }
    .panel {
      display: grid;
      gap: var(--space-5);
      padding: var(--space-6);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Entrance {
  readonly title = input.required<string>();
}
