import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router } from '@angular/router';
import { Icon } from './icon';
import { LoadFailure } from './load-failure';

/** Says over any page that a script could not be fetched. Part of the first load: it must not need another script. */
@Component({
  selector: 'app-load-failure-note',
  imports: [Icon],
  template: `
    @if (failure.current(); as failed) {
      <div class="note" role="alert">
        <app-icon name="error" />
        <p>
          {{ failed.what }} could not be loaded. The server does not answer, or a new version is
          running.
        </p>
        <button type="button" class="quiet" (click)="failure.reload()">Reload</button>
        <button type="button" class="quiet" (click)="failure.clear()">Dismiss</button>
      </div>
    }
  `,
  styles: `
    .note {
      position: fixed;
      z-index: 1100;
      inset: auto 0 var(--space-4);
      display: flex;
      align-items: start;
      gap: var(--space-2);
      width: min(36rem, 100% - 2 * var(--space-4));
      margin: 0 auto;
      padding: var(--space-3) var(--space-4);
      border-radius: var(--radius);
      background: var(--color-inverse);
      color: var(--color-on-inverse);
      box-shadow: var(--shadow-float);
      font-size: var(--text-table);
      --color-text-soft: var(--color-on-inverse);
      --color-text: var(--color-on-inverse);
      --color-pressed: transparent;
    }
    app-icon {
      margin-top: 2px;
    }
    p {
      flex: 1;
      min-width: 0;
    }
    button {
      flex: none;
      font-weight: var(--weight-medium);
      text-decoration: underline;
      text-underline-offset: 0.2em;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LoadFailureNote {
  protected readonly failure = inject(LoadFailure);

  constructor() {
    inject(Router)
      .events.pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (event instanceof NavigationEnd) this.failure.clear();
      });
  }
}
