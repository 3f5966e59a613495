import { Dialog } from '@angular/cdk/dialog';
import { DOCUMENT, inject, Injectable, Injector } from '@angular/core';
import { Router } from '@angular/router';
import { ProfileScope } from '../hermes/profile-scope';
import { Session } from '../session/session';
import { LoadFailure } from '../ui/load-failure';
import { SingleKeys } from '../ui/single-keys';
import { pagesFor } from './pages';

/** How long `g` waits for the letter of a page. */
const sequenceMs = 1500;

/** Whether this keyboard has ⌘ where others have Ctrl. */
export const hasCommandKey = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

/** The keys of the whole console. Pages have their own besides. */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly document = inject(DOCUMENT);
  private readonly dialogs = inject(Dialog);
  private readonly injector = inject(Injector);
  private readonly loadFailure = inject(LoadFailure);
  private readonly router = inject(Router);
  private readonly scope = inject(ProfileScope);
  private readonly session = inject(Session);
  private readonly singleKeys = inject(SingleKeys);
  private goUntil = 0;

  follow(event: KeyboardEvent): void {
    if (this.dialogs.openDialogs.length > 0) return;
    const isPaletteKey = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (isPaletteKey && event.key.toLowerCase() === 'k') {
      // Browsers have their own plans for it.
      event.preventDefault();
      void this.openPalette();
    } else if (this.singleKeys.mayAct(event)) this.followSingle(event);
  }

  async openPalette(): Promise<void> {
    const part = await this.loadFailure.of('The command palette', () => import('./palette'));
    if (part && this.dialogs.openDialogs.length === 0) part.openPalette(this.injector);
  }

  async openHelp(): Promise<void> {
    const part = await this.loadFailure.of('The list of keys', () => import('./keys-help'));
    if (part && this.dialogs.openDialogs.length === 0) part.openKeysHelp(this.injector);
  }

  private followSingle(event: KeyboardEvent): void {
    const isSecond = Date.now() < this.goUntil;
    this.goUntil = 0;
    const page = isSecond
      ? pagesFor(this.session.role()).find(({ key }) => key === event.key)
      : undefined;
    if (page) {
      event.preventDefault();
      void this.router.navigate([`/${page.path}`], this.scope.extras(page));
    } else if (event.key === 'g') this.goUntil = Date.now() + sequenceMs;
    else if (event.key === '?') void this.openHelp();
    else if (event.key === '/') this.focusSearch(event);
  }

  private focusSearch(event: KeyboardEvent): void {
    const boxes = this.document.querySelectorAll<HTMLInputElement>('main input[type="search"]');
    const box = [...boxes].find((each) => each.checkVisibility?.() ?? true);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  }
}
