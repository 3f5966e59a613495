import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** How much of a limit is used: amber from 80 %, red from 100 %. A share of something else has one colour. */
@Component({
  selector: 'app-meter',
  template: `<span [style.width.%]="width()"></span>`,
  styles: `
    :host {
      display: block;
      height: 5px;
      overflow: hidden;
      border-radius: var(--radius-full);
      background: var(--color-meter-track);
    }
    span {
      display: block;
      height: 100%;
      background: var(--color-meter);
    }
    :host(.warning) span {
      background: var(--color-meter-warning);
    }
    :host(.bad) span {
      background: var(--color-meter-bad);
    }
  `,
  host: {
    role: 'meter',
    'aria-valuemin': '0',
    'aria-valuemax': '100',
    '[attr.aria-valuenow]': 'width()',
    '[attr.aria-label]': 'label()',
    '[class]': 'tone()',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Meter {
  /** 1 is all of it; more is possible. */
  readonly share = input.required<number>();
  readonly label = input.required<string>();
  readonly isLimit = input(true);

  protected readonly width = computed(() =>
    Math.round(Math.min(1, Math.max(0, this.share())) * 100),
  );
  protected readonly tone = computed(() => {
    if (!this.isLimit()) return 'normal';
    if (this.share() >= 1) return 'bad';
    return this.share() >= 0.8 ? 'warning' : 'normal';
  });
}
