import { effect, inject, Injectable } from '@angular/core';
import { Session } from '../session/session';
import { SingleKeys } from '../ui/single-keys';
import { showTimesIn } from '../ui/time-zone';
import { Theme } from './theme';

/** Makes the console look and behave as the one who is signed in has chosen. Made once, by the shell. */
@Injectable()
export class Preferences {
  private readonly session = inject(Session);
  private readonly theme = inject(Theme);
  private readonly keys = inject(SingleKeys);

  constructor() {
    effect(() => showTimesIn(this.session.me()?.timeZone));
    effect(() => this.keys.use(this.session.me()?.keyboardShortcuts ?? true));
    effect(() => {
      const appearance = this.session.me()?.appearance;
      // Without a choice of the person, the choice of this browser stands.
      if (appearance !== undefined) this.theme.choose(appearance);
    });
  }
}
