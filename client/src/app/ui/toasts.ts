import { inject, Injectable, signal } from '@angular/core';
import { MatSnackBar, type MatSnackBarRef } from '@angular/material/snack-bar';
import { outcomeUnknown, type Problem } from './problem';
import { type Toast, ToastOnScreen } from './toast';

const successMs = 6000;
const undoMs = 10_000;
const kept = 50;

/**
 * Results of the operator's own actions. Successes leave by themselves, unless they are being read; failures stay until
 * dismissed. The last fifty of this visit can be read again.
 */
@Injectable({ providedIn: 'root' })
export class Toasts {
  private readonly snackBar = inject(MatSnackBar);
  private readonly past = signal<readonly Toast[]>([]);
  private count = 0;

  /** Newest first. */
  readonly history = this.past.asReadonly();

  succeeded(message: string): void {
    leaveAfter(this.show({ kind: 'success', message }), successMs);
  }

  failed(what: string, problem: Pick<Problem, 'message'> & Partial<Problem>): void {
    // Then it would not be true that nothing was done.
    const message = problem.code === outcomeUnknown ? 'There was no answer.' : what;
    this.show({ kind: 'failure', message, problem });
  }

  /** Tells of something that was done without asking, because it can be taken back for ten seconds. */
  undoable(message: string, undo: () => void): void {
    const bar = this.show({ kind: 'undoable', message, undo });
    bar.onAction().subscribe(undo);
    leaveAfter(bar, undoMs);
  }

  clearHistory(): void {
    this.past.set([]);
  }

  private show(told: Omit<Toast, 'id' | 'at'>): MatSnackBarRef<ToastOnScreen> {
    const toast: Toast = { ...told, id: ++this.count, at: new Date() };
    this.past.update((before) => [toast, ...before].slice(0, kept));
    return this.snackBar.openFromComponent(ToastOnScreen, {
      data: toast,
      politeness: toast.kind === 'failure' ? 'assertive' : 'polite',
    });
  }
}

/** Counts only the time in which nobody points at it or has the focus in it. */
function leaveAfter(bar: MatSnackBarRef<ToastOnScreen>, shownMs: number): void {
  const tickMs = 250;
  let remaining = shownMs;
  const timer = setInterval(() => {
    if (!bar.instance.isHeld()) remaining -= tickMs;
    if (remaining <= 0) bar.dismiss();
  }, tickMs);
  bar.afterDismissed().subscribe(() => clearInterval(timer));
}
