import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injectable,
  signal,
} from '@angular/core';
import { recall, remember } from './remembered';

/** `browser`, `utc`, or an IANA name such as `Europe/Berlin`. */
export type TimeZoneChoice = string;

const storageKey = 'hermes.time-zone';

/** In which zone times are shown. Remembered in this browser. */
@Injectable({ providedIn: 'root' })
export class TimeZone {
  private readonly chosen = signal<TimeZoneChoice>(remembered());
  readonly choice = this.chosen.asReadonly();
  /** For `Intl`; `undefined` is the browser's own. */
  readonly zone = computed(() => {
    const choice = this.chosen();
    if (choice === 'browser') return undefined;
    return choice === 'utc' ? 'UTC' : choice;
  });

  /** What is no zone in this browser changes nothing. */
  choose(choice: TimeZoneChoice): void {
    if (!isZone(choice)) return;
    this.chosen.set(choice);
    remember(storageKey, choice);
  }
}

function remembered(): TimeZoneChoice {
  const stored = recall(storageKey);
  return typeof stored === 'string' && isZone(stored) ? stored : 'browser';
}

function isZone(choice: string): boolean {
  if (choice === 'browser' || choice === 'utc') return true;
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: choice });
    return true;
  } catch {
    return false;
  }
}

/** Chooses the zone of every time in the console. */
@Component({
  selector: 'app-time-zone-select',
  template: `<select
    #select
    class="control"
    aria-label="Time zone"
    (change)="timeZone.choose(select.value)"
  >
    <option value="browser" [selected]="timeZone.choice() === 'browser'">
      Browser ({{ browserZone }})
    </option>
    <option value="utc" [selected]="timeZone.choice() === 'utc'">UTC</option>
    @for (zone of zones; track zone) {
      <option [value]="zone" [selected]="timeZone.choice() === zone">{{ zone }}</option>
    }
  </select>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TimeZoneSelect {
  protected readonly timeZone = inject(TimeZone);
  protected readonly browserZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  protected readonly zones = Intl.supportedValuesOf('timeZone');
}
