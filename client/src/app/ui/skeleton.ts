import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Grey lines in the shape of what is coming. They wait a moment, so that fast answers do not flicker. */
@Component({
  selector: 'app-skeleton',
  template: `<span class="visually-hidden">Loading…</span>
    @for (line of placeholders(); track line) {
      <div aria-hidden="true"></div>
    }`,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-4);
      animation: appear 1ms linear 150ms backwards;
    }
    div {
      height: 0.875rem;
      border-radius: var(--radius-small);
      background: var(--color-pressed);
    }
    div:nth-of-type(3n) {
      width: 62%;
    }
    div:nth-of-type(3n + 1) {
      width: 88%;
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Skeleton {
  readonly lines = input(4);
  protected readonly placeholders = computed(() => [...Array(this.lines()).keys()]);
}
