import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { ChangePreferences } from '../../../../server/auth/own-account.contract';
import { Session } from '../session/session';
import { Field, FieldControl } from '../ui/field';
import { formatShort } from '../ui/format';
import { problemOf } from '../ui/problem';
import { Clock } from '../ui/time-stamp';
import { TimeZone } from '../ui/time-zone';
import { Toasts } from '../ui/toasts';

const appearances = [
  ['', 'As this browser remembers it'],
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

/** How the console looks and behaves for this person, in every browser. Each choice applies at once. */
@Component({
  selector: 'app-preferences-tile',
  imports: [Field, FieldControl],
  template: `<section class="panel" aria-label="Preferences">
    <header><h2>Preferences</h2></header>
    <div class="content">
      <app-field label="Appearance">
        <select #appearance appControl (change)="chooseAppearance(appearance.value)">
          @for (choice of appearances; track choice[0]) {
            <option [value]="choice[0]" [selected]="choice[0] === (me()?.appearance ?? '')">
              {{ choice[1] }}
            </option>
          }
        </select>
      </app-field>
      <app-field label="Time zone" [hint]="'For all times; now it is ' + now()">
        <select #zone appControl (change)="chooseZone(zone.value)">
          <option value="" [selected]="!me()?.timeZone">As this browser ({{ browserZone }})</option>
          @for (name of zones(); track name) {
            <option [value]="name" [selected]="name === me()?.timeZone">{{ name }}</option>
          }
        </select>
      </app-field>
      <label class="check">
        <input
          #keys
          type="checkbox"
          [checked]="me()?.keyboardShortcuts ?? true"
          (change)="save({ keyboardShortcuts: keys.checked })"
        />
        <span>
          Single keys are shortcuts
          <span class="caption soft">Such as g u or ?. The search works in any case.</span>
        </span>
      </label>
    </div>
  </section>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    header {
      display: flex;
      align-items: center;
      min-height: 2.75rem;
      padding: var(--space-1) var(--space-4);
      border-bottom: var(--hairline);
    }
    .content {
      display: grid;
      align-content: start;
      gap: var(--space-4);
      padding: var(--space-4);
    }
    app-field {
      max-width: 22rem;
    }
    .check {
      display: grid;
      grid-template-columns: 1.5rem minmax(0, 1fr);
      align-items: start;
      font-size: var(--text-table);
    }
    .check input {
      width: 1rem;
      height: 1rem;
      margin: 2px 0 0;
      accent-color: var(--color-accent);
    }
    .check span span {
      display: block;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PreferencesTile {
  private readonly session = inject(Session);
  private readonly clock = inject(Clock);
  private readonly timeZone = inject(TimeZone);
  private readonly toasts = inject(Toasts);

  protected readonly me = this.session.me;
  protected readonly appearances = appearances;
  protected readonly browserZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  protected readonly now = computed(() => formatShort(this.clock.now(), this.timeZone.zone()));
  protected readonly zones = computed(() => {
    const known = ['UTC', ...Intl.supportedValuesOf('timeZone')];
    const chosen = this.me()?.timeZone;
    return chosen === undefined || known.includes(chosen) ? known : [chosen, ...known];
  });

  protected chooseAppearance(value: string): void {
    const appearance = appearances.map(([name]) => name).find((name) => name === value);
    void this.save({ appearance: appearance || null });
  }

  protected chooseZone(zone: string): void {
    if (zone === '') this.timeZone.choose('browser');
    void this.save({ timeZone: zone || null });
  }

  protected async save(change: ChangePreferences): Promise<void> {
    try {
      await this.session.changePreferences(change);
    } catch (error) {
      this.toasts.failed('Your preferences were not saved.', problemOf(error));
    }
  }
}
