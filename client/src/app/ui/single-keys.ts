import { Injectable, signal } from '@angular/core';

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
    if (!this.on() || event.defaultPrevented) return false;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const target = event.target instanceof Element ? event.target : undefined;
    return !target?.closest(
      'input:not([type="checkbox"], [type="radio"]), select, textarea, [contenteditable="true"], .cdk-overlay-container',
    );
  }
}
