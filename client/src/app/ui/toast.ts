import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MAT_SNACK_BAR_DATA, MatSnackBarRef } from '@angular/material/snack-bar';
import { CopyButton } from './copy-button';
import { Icon } from './icon';
import { diagnosticsOf, type Problem } from './problem';

/** One result of something the operator did. */
export interface Toast {
  readonly id: number;
  readonly at: Date;
  readonly kind: 'success' | 'failure' | 'undoable';
  readonly message: string;
  /** Of a failure: the cause as far as it is known. */
  readonly problem?: Pick<Problem, 'message'> & Partial<Problem>;
  /** Takes it back. */
  readonly undo?: () => void;
}

/** Text for a support request; absent where there is no more to say than the message. */
export function diagnosticsOfToast(toast: Toast): string | undefined {
  const { problem } = toast;
  if (problem === undefined) return undefined;
  return diagnosticsOf({
    status: 0,
    code: 'unexpected',
    requestId: undefined,
    fields: new Map(),
    current: undefined,
    retryAfterSeconds: undefined,
    url: undefined,
    ...problem,
  });
}

/** What a toast says: the act, the cause, and the request to look for in the server's log. */
@Component({
  selector: 'app-toast-words',
  imports: [CopyButton, Icon],
  template: `<app-icon [name]="toast().kind === 'failure' ? 'error' : 'check'" />
    <div class="words">
      <p>
        {{ toast().message }}
        @if (toast().problem; as problem) {
          {{ problem.message }}
        }
      </p>
      @if (toast().problem?.requestId; as id) {
        <p class="caption">
          Request id <code>{{ id }}</code>
        </p>
      }
      @if (diagnostics(); as text) {
        <app-copy-button what="diagnostics" [text]="text" visibleWord="Copy diagnostics" />
      }
    </div>`,
  styles: `
    :host {
      display: flex;
      flex: 1;
      gap: var(--space-2);
      min-width: 0;
      font-size: var(--text-table);
    }
    app-icon {
      margin-top: 2px;
    }
    .words {
      display: grid;
      justify-items: start;
      gap: 2px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    app-copy-button {
      margin-left: calc(-1 * var(--space-1));
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToastWords {
  readonly toast = input.required<Toast>();
  protected readonly diagnostics = computed(() => diagnosticsOfToast(this.toast()));
}

/** A toast on screen. It waits while it is pointed at or holds the focus. */
@Component({
  selector: 'app-toast',
  imports: [ToastWords],
  template: `<app-toast-words [toast]="toast" />
    <div class="buttons">
      @if (toast.undo) {
        <button type="button" class="quiet" (click)="bar.dismissWithAction()">Undo</button>
      }
      <button type="button" class="quiet" (click)="bar.dismiss()">Dismiss</button>
    </div>`,
  styles: `
    :host {
      display: flex;
      align-items: start;
      gap: var(--space-3);
      padding: var(--space-1) 0;
      --color-text-soft: var(--color-on-inverse);
      --color-text: var(--color-on-inverse);
      --color-pressed: transparent;
    }
    .buttons {
      display: flex;
      flex: none;
    }
    button {
      font-weight: var(--weight-medium);
      text-decoration: underline;
      text-underline-offset: 0.2em;
    }
  `,
  host: {
    '(mouseenter)': 'isHeld.set(true)',
    '(mouseleave)': 'isHeld.set(false)',
    '(focusin)': 'isHeld.set(true)',
    '(focusout)': 'isHeld.set(false)',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ToastOnScreen {
  protected readonly toast = inject<Toast>(MAT_SNACK_BAR_DATA);
  protected readonly bar = inject<MatSnackBarRef<ToastOnScreen>>(MatSnackBarRef);
  readonly isHeld = signal(false);
}
