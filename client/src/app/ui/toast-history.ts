import { Dialog, DialogRef } from '@angular/cdk/dialog';
import { createGlobalPositionStrategy } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, inject, Injector } from '@angular/core';
import { EmptyState } from './empty-state';
import { Icon } from './icon';
import { TimeStamp } from './time-stamp';
import { ToastWords } from './toast';
import { Toasts } from './toasts';

/** What the operator did on this visit and how it ended, newest first. */
@Component({
  selector: 'app-toast-list',
  imports: [EmptyState, Icon, TimeStamp, ToastWords],
  template: `<header>
      <h2>Results of this visit</h2>
      @if (toasts.history().length > 0) {
        <button type="button" class="quiet" (click)="toasts.clearHistory()">Clear</button>
      }
      <button type="button" class="quiet" aria-label="Close results" (click)="dialog.close()">
        <app-icon name="close" />
      </button>
    </header>
    <ol>
      @for (toast of toasts.history(); track toast.id) {
        <li [class]="toast.kind">
          <app-toast-words [toast]="toast" />
          <app-time class="caption soft" [at]="toast.at.toISOString()" />
        </li>
      } @empty {
        <li>
          <app-empty title="Nothing yet"
            ><p>Results of what you do in the console are kept here until you leave it.</p>
          </app-empty>
        </li>
      }
    </ol>`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      width: min(26rem, 100vw);
      height: 100dvh;
      background: var(--color-surface);
      box-shadow: var(--shadow-float);
    }
    header {
      display: flex;
      flex: none;
      align-items: center;
      gap: var(--space-1);
      height: var(--header-height);
      padding: 0 var(--space-3) 0 var(--space-4);
      border-bottom: var(--hairline);
    }
    h2 {
      flex: 1;
    }
    ol {
      flex: 1;
      overflow-y: auto;
    }
    li {
      display: flex;
      gap: var(--space-3);
      padding: var(--space-3) var(--space-4);
      border-bottom: var(--hairline);
    }
    li:last-child {
      border-bottom: 0;
    }
    .failure app-toast-words {
      color: var(--color-bad);
    }
    app-empty {
      flex: 1;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToastList {
  protected readonly toasts = inject(Toasts);
  protected readonly dialog = inject(DialogRef);
}

/** Opens the results of this visit. */
@Component({
  selector: 'app-toast-history',
  imports: [Icon],
  template: `<button
    type="button"
    class="quiet"
    title="Results of this visit"
    aria-label="Results of this visit"
    (click)="open()"
  >
    <app-icon name="history" />
  </button>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToastHistory {
  private readonly dialog = inject(Dialog);
  private readonly injector = inject(Injector);

  protected open(): void {
    this.dialog.open(ToastList, {
      ariaLabel: 'Results of this visit',
      positionStrategy: createGlobalPositionStrategy(this.injector).right('0').top('0'),
    });
  }
}
