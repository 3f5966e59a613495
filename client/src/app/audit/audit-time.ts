import {
  ChangeDetectionStrategy,
  Component,
  computed,
  input,
  linkedSignal,
  output,
} from '@angular/core';
import { fromLocalInput, toLocalInput } from '../ui/local-input';
import { type AuditView, filterOf, rangeNames, ranges, type ViewChange } from './audit-filter';

/** From when to when: a range that moves with the clock, or two moments in the zone times are shown in. */
@Component({
  selector: 'app-audit-time',
  template: `<select
      #preset
      class="control preset"
      aria-label="Time"
      (change)="choose(preset.value)"
    >
      <option value="" [selected]="!isCustom() && !view().range">All that is kept</option>
      @for (name of rangeNames; track name) {
        <option [value]="name" [selected]="!isCustom() && view().range === name">
          {{ ranges[name].name }}
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
        [value]="localOf(view().from)"
        (change)="set('from', from.value)"
      />
      <input
        #to
        class="control"
        type="datetime-local"
        aria-label="Before"
        [value]="localOf(view().to)"
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
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditTime {
  readonly view = input.required<AuditView>();
  readonly changed = output<ViewChange>();

  protected readonly ranges = ranges;
  protected readonly rangeNames = rangeNames;
  private readonly hasTimes = computed(
    () => this.view().from !== undefined || this.view().to !== undefined,
  );
  /** Chosen stays chosen until a range is there, also before a time was typed. */
  protected readonly isCustom = linkedSignal<
    { readonly hasTimes: boolean; readonly hasRange: boolean },
    boolean
  >({
    source: () => ({ hasTimes: this.hasTimes(), hasRange: this.view().range !== undefined }),
    computation: ({ hasTimes, hasRange }, previous) =>
      !hasRange && (hasTimes || previous?.value === true),
  });

  protected choose(choice: string): void {
    if (choice === 'custom') {
      const from = filterOf(this.view(), new Date()).from ?? null;
      this.changed.emit({ range: null, from });
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
