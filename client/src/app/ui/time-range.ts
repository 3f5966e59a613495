import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  linkedSignal,
  output,
} from '@angular/core';
import { fromLocalInput, toLocalInput } from './local-input';

/** Ranges that move with the clock, by the names they have in an address. */
export type Ranges = Readonly<Record<string, { readonly name: string; readonly ms: number }>>;

/** A range, or fixed moments in ISO 8601: `from` is within, `to` is the first moment after. */
export interface TimeSpan {
  readonly range?: string;
  readonly from?: string;
  readonly to?: string;
}

/** `null` takes a part away. */
export type TimeSpanChange = { readonly [Part in keyof TimeSpan]?: string | null };

/** From when to when: a range that moves with the clock, or two moments in the zone times are shown in. */
@Component({
  selector: 'app-time-range',
  template: `<select
      #preset
      class="control preset"
      aria-label="Time"
      (change)="choose(preset.value)"
    >
      <option value="" [selected]="!isCustom() && !span().range">{{ anyTime() }}</option>
      @for (name of rangeNames(); track name) {
        <option [value]="name" [selected]="!isCustom() && span().range === name">
          {{ ranges()[name]?.name }}
        </option>
      }
      <option value="custom" [selected]="isCustom()">From … to …</option>
    </select>
    @if (isCustom()) {
      <input
        #from
        class="control"
        type="datetime-local"
        aria-label="From"
        [value]="localOf(span().from)"
        (change)="set('from', from.value)"
      />
      <input
        #to
        class="control"
        type="datetime-local"
        aria-label="Before"
        [value]="localOf(span().to)"
        (change)="set('to', to.value)"
      />
    }`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
    }
    .preset {
      width: 10rem;
    }
    .control {
      height: var(--control-small);
    }
    input {
      width: 12rem;
    }
    @media (max-width: 599px) {
      :host {
        flex: 1;
      }
      :host(.is-custom) {
        flex-basis: 100%;
      }
      .control {
        flex: 1 1 12rem;
      }
    }
  `,
  host: { '[class.is-custom]': 'isCustom()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TimeRange {
  readonly span = input.required<TimeSpan>();
  readonly ranges = input.required<Ranges>();
  /** What it is called when there is no limit. */
  readonly anyTime = input('Any time');
  readonly changed = output<TimeSpanChange>();

  protected readonly rangeNames = computed(() => Object.keys(this.ranges()));
  private readonly hasTimes = computed(
    () => this.span().from !== undefined || this.span().to !== undefined,
  );
  /** Chosen stays chosen until a range is there, also before a time was typed. */
  protected readonly isCustom = linkedSignal<
    { readonly hasTimes: boolean; readonly hasRange: boolean },
    boolean
  >({
    source: () => ({ hasTimes: this.hasTimes(), hasRange: this.span().range !== undefined }),
    computation: ({ hasTimes, hasRange }, previous) =>
      !hasRange && (hasTimes || previous?.value === true),
  });

  protected choose(choice: string): void {
    if (choice === 'custom') {
      const { range, from = null } = this.span();
      const ms = this.ranges()[range ?? '']?.ms;
      const begin = ms === undefined ? from : new Date(Date.now() - ms).toISOString();
      this.changed.emit({ range: null, from: begin });
      this.isCustom.set(true);
    } else {
      this.isCustom.set(false);
      this.changed.emit({ range: choice || null, from: null, to: null });
    }
  }

  protected set(field: 'from' | 'to', local: string): void {
    this.changed.emit({ [field]: local === '' ? null : fromLocalInput(local) });
  }

  protected localOf(iso: string | undefined): string {
    return iso === undefined ? '' : toLocalInput(iso);
  }
}
