import { inject, Injectable } from '@angular/core';
import { Session } from '../session/session';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';
import { Theme, type ThemeChoice } from './theme';

/** A theme is applied at once and kept with the account, so that it is the same in every browser. */
@Injectable({ providedIn: 'root' })
export class ThemeChange {
  private readonly session = inject(Session);
  private readonly theme = inject(Theme);
  private readonly toasts = inject(Toasts);

  async choose(appearance: ThemeChoice): Promise<void> {
    this.theme.choose(appearance);
    try {
      await this.session.changePreferences({ appearance });
    } catch (error) {
      this.toasts.failed('The theme is kept in this browser only.', problemOf(error));
    }
  }
}
