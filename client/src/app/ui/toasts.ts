import { inject, Injectable } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import type { Problem } from './problem';

/** Results of the operator's own actions. Successes leave by themselves; failures stay until dismissed. */
@Injectable({ providedIn: 'root' })
export class Toasts {
  private readonly snackBar = inject(MatSnackBar);

  succeeded(message: string): void {
    this.snackBar.open(message, 'Dismiss', { duration: 6000, politeness: 'polite' });
  }

  failed(what: string, problem: Pick<Problem, 'message'> & Partial<Problem>): void {
    const trace = problem.requestId ? ` (request ${problem.requestId})` : '';
    this.snackBar.open(`${what} ${problem.message}${trace}`, 'Dismiss', {
      politeness: 'assertive',
    });
  }
}
