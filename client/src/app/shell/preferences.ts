import { effect, inject, Injectable } from '@angular/core';
import { Session } from '../session/session';
import { SingleKeys } from '../ui/single-keys';
import { typeTimesIn } from '../ui/local-input';
import { TimeZone } from '../ui/time-zone';
import { Theme } from './theme';

/** Makes the console look and behave as the one who is signed in has chosen. Made once, by the shell. */
@Injectable()
export class Preferences {
  private readonly session = inject(Session);
  private readonly theme = inject(Theme);
  private readonly timeZone = inject(TimeZone);
  private readonly keys = inject(SingleKeys);

  constructor() {
    effect(() => {
      // Without a choice of the person, the choice of this browser stands.
      const chosen = this.session.me()?.timeZone;
      if (chosen !== undefined) this.timeZone.choose(chosen);
    });
    effect(() => typeTimesIn(this.timeZone.zone()));
    effect(() => this.keys.use(this.session.me()?.keyboardShortcuts ?? true));
    effect(() => {
      const appearance = this.session.me()?.appearance;
      if (appearance !== undefined) this.theme.choose(appearance);
    });
  }
}
