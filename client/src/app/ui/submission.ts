import { afterNextRender, ElementRef, inject, Injector, signal } from '@angular/core';
import { type Problem, problemOf } from './problem';

/** Messages by the name of their field. */
export type Mistakes = ReadonlyMap<string, string>;

/**
 * The sending of a form, once at a time: what is wrong with it stands beside the fields, the first of which gets the
 * focus, or above them when it concerns none. Must be made where injection is possible, by the component of the form.
 */
export class Submission {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);

  readonly isBusy = signal(false);
  readonly problem = signal<Problem | undefined>(undefined);
  readonly mistakes = signal<Mistakes>(new Map());

  /** Sends unless there are mistakes. `explain` finds those in a refusal, or nothing when it has dealt with it itself. */
  async run(
    mistakes: Mistakes,
    send: () => Promise<void>,
    explain: (problem: Problem) => Mistakes | undefined | Promise<Mistakes | undefined>,
  ): Promise<void> {
    if (this.isBusy()) return;
    this.problem.set(undefined);
    this.show(mistakes);
    if (mistakes.size > 0) return;
    this.isBusy.set(true);
    try {
      await send();
    } catch (error) {
      const problem = problemOf(error);
      const found = await explain(problem);
      if (found?.size === 0) this.problem.set(problem);
      if (found) this.show(found);
    } finally {
      this.isBusy.set(false);
    }
  }

  private show(mistakes: Mistakes): void {
    this.mistakes.set(mistakes);
    if (mistakes.size === 0) return;
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      { injector: this.injector },
    );
  }
}
