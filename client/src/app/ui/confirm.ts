import { inject, Injectable, Injector } from '@angular/core';
import { LoadFailure } from './load-failure';

/**
 * A question in the tier its act deserves. What can be undone is not asked: it is done and offered back
 * (`Toasts.undoable`). What is easily repaired names the object and the consequences. What reaches further lists what
 * is `affected`. What cannot be taken back also wants the `typedName`.
 */
export interface Question {
  readonly title: string;
  /** What happens, one paragraph each. */
  readonly consequences: readonly string[];
  /** What it touches, one item each: "12 sessions, 340 MiB", or a command that will run. */
  readonly affected?: readonly string[];
  /** Verb and noun, such as "Revoke key". */
  readonly confirm: string;
  readonly isDangerous?: boolean;
  /** Must be typed before the button works: for what cannot be taken back. */
  readonly typedName?: string;
  /** A choice offered along with the confirmation. */
  readonly option?: string;
  /** The profile of Hermes it writes to. */
  readonly profile?: string;
}

export interface Confirmation {
  readonly isOptionChosen: boolean;
}

/** Puts questions. The dialog is fetched with the first one: most visits ask none. */
@Injectable({ providedIn: 'root' })
export class Confirm {
  private readonly injector = inject(Injector);
  private readonly loadFailure = inject(LoadFailure);

  /** Answers `undefined` when the operator backs out, or cannot be asked, which he is told. */
  async ask(question: Question): Promise<Confirmation | undefined> {
    const part = await this.loadFailure.of('The question', () => import('./confirm-dialog'));
    return part?.openConfirmDialog(this.injector, question);
  }
}
