import { Clipboard } from '@angular/cdk/clipboard';
import { inject, Injectable } from '@angular/core';

/** Copies text, on plain http too: there browsers hide the Clipboard API, and a selected text area does the work. */
@Injectable({ providedIn: 'root' })
export class CopyText {
  private readonly fallback = inject(Clipboard);

  /** Whether the text is on the clipboard now. */
  async copy(text: string): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // No Clipboard API here, or the browser refused it.
      return this.fallback.copy(text);
    }
  }
}
