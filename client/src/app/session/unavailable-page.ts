import { ChangeDetectionStrategy, Component, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import { Brand } from '../ui/brand';
import { type Problem, problemOf } from '../ui/problem';
import { ProblemNote } from '../ui/problem-note';
import { sameOriginPath } from './same-origin-path';
import { Session } from './session';

/** Shown when the server could not even say who is signed in. */
@Component({
  selector: 'app-unavailable-page',
  imports: [Brand, ProblemNote],
  template: `<main>
    <app-brand />
    <h1 class="visually-hidden">Server unavailable</h1>
    <div class="panel">
      <app-problem
        title="The console is not answering"
        [problem]="problem()"
        (retry)="tryAgain()"
      />
    </div>
  </main>`,
  styles: `
    main {
      display: grid;
      gap: var(--space-5);
      width: min(32rem, 100% - 2 * var(--space-4));
      margin: 16vh auto;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnavailablePage {
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  readonly next = input<string>();

  protected readonly problem = signal<Problem>({
    ...problemOf(undefined),
    message: 'The server could not be reached. It may be starting, or its database is away.',
  });

  constructor() {
    void this.tryAgain();
  }

  protected async tryAgain(): Promise<void> {
    try {
      await this.session.load();
      await this.router.navigateByUrl(sameOriginPath(this.next()), { replaceUrl: true });
    } catch (error) {
      this.problem.set(problemOf(error));
    }
  }
}
