import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  Injectable,
  input,
  signal,
} from '@angular/core';
import { MatTooltip } from '@angular/material/tooltip';
import { formatAbsolute, formatRelative, formatShort } from './format';

/** The time of day for everything that says "ago", kept to ten seconds. */
@Injectable({ providedIn: 'root' })
export class Clock {
  private readonly time = signal(new Date());
  readonly now = this.time.asReadonly();

  constructor() {
    setInterval(() => this.time.set(new Date()), 10_000);
  }
}

/** A moment, relative or as a short date, with the exact time in two zones behind it. */
@Component({
  selector: 'app-time',
  imports: [MatTooltip],
  template: `<time [attr.datetime]="at()" [matTooltip]="absolute()">{{ text() }}</time>`,
  styles: `
    :host {
      white-space: nowrap;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TimeStamp {
  private readonly clock = inject(Clock);
  /** ISO 8601. */
  readonly at = input.required<string>();
  readonly as = input<'relative' | 'short'>('relative');

  private readonly date = computed(() => new Date(this.at()));
  protected readonly absolute = computed(() => formatAbsolute(this.date()));
  protected readonly text = computed(() =>
    this.as() === 'short'
      ? formatShort(this.date())
      : formatRelative(this.date(), this.clock.now()),
  );
}
