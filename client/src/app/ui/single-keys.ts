import { Injectable, signal } from '@angular/core';
import { isSpokenFor, isTyping } from './typing';

/** Single keys as shortcuts. They can be switched off, because speech input and tremor press them by accident (WCAG 2.1.4). */
@Injectable({ providedIn: 'root' })
export class SingleKeys {
  private readonly on = signal(true);
  readonly areOn = this.on.asReadonly();

  use(areOn: boolean): void {
    this.on.set(areOn);
  }

  /** Whether a key pressed here is meant for the page: not for a field, a menu, a dialog or the browser. */
  mayAct(event: KeyboardEvent): boolean {
    return this.on() && !isSpokenFor(event) && !isTyping(event);
  }

  /** The same for parts that move by named keys as well: arrows, Home or Escape act even when single letters are off. */
  mayMove(event: KeyboardEvent): boolean {
    return event.key.length === 1 ? this.mayAct(event) : !isSpokenFor(event) && !isTyping(event);
  }
}
