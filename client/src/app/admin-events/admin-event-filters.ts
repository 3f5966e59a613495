import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { Icon } from '../ui/icon';
import { SearchBox } from '../ui/search-box';
import { fromLocalInput, toLocalInput } from '../ui/local-input';
import { type AdminEventViewField, outcomes, rangeNames, ranges } from './admin-event-filter';
import { actionGroups, actionWords, outcomeLooks } from './admin-event-wording';
import { AdminEventsStore } from './admin-events-store';

/** A change of the address: `null` takes a filter out. */
export type ViewChange = { readonly [Field in AdminEventViewField]?: string | null };

@Component({
  selector: 'app-admin-event-filters',
  imports: [Icon, SearchBox],
  templateUrl: './admin-event-filters.html',
  styles: `
    .filters label {
      flex: 0 1 8.5rem;
    }
    .filters .long {
      flex-basis: 13rem;
    }
    .text {
      flex: 1 1 14rem;
      max-width: 24rem;
    }
    .clear {
      height: var(--control-height);
    }
    .fold {
      display: none;
      justify-self: start;
    }
    :host {
      display: grid;
      gap: var(--space-2);
    }
    @media (max-width: 799px) {
      .fold {
        display: inline-flex;
      }
      .filters.is-folded {
        display: none;
      }
      .filters label,
      .filters .long,
      .text {
        flex: 1 1 40%;
        max-width: none;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdminEventFilters {
  protected readonly store = inject(AdminEventsStore);
  readonly changed = output<ViewChange>();

  protected readonly view = this.store.view;
  protected readonly ranges = ranges;
  protected readonly rangeNames = rangeNames;
  protected readonly outcomes = outcomes;
  protected readonly outcomeLooks = outcomeLooks;
  protected readonly actionGroups = actionGroups;
  protected readonly actionWords = actionWords;

  /** Narrow windows fold the filters away. */
  protected readonly isUnfolded = signal(false);
  private readonly isCustomChosen = signal(false);
  protected readonly isCustom = computed(() => {
    const { range, from, to } = this.view();
    return range === undefined && (this.isCustomChosen() || from !== undefined || to !== undefined);
  });
  protected readonly count = computed(() => Object.keys(this.view()).length);
  protected readonly people = computed(() => this.store.administrators.value()?.items ?? []);
  /** Somebody deleted, or a name that nobody has any more, is not in the list. */
  protected readonly unlistedActor = computed(() => {
    const { actor } = this.view();
    return this.people().some(({ id }) => id === actor) ? undefined : actor;
  });
  protected readonly unlistedAction = computed(() => {
    const { action } = this.view();
    const isListed = actionGroups.some(
      ({ noun, actions }) => noun === action || actions.includes(action ?? ''),
    );
    return isListed ? undefined : action;
  });

  protected chooseRange(choice: string): void {
    this.isCustomChosen.set(choice === 'custom');
    if (choice === 'custom')
      this.changed.emit({ range: null, from: this.store.filter().from ?? null });
    else this.changed.emit({ range: choice || null, from: null, to: null });
  }

  protected chooseTime(field: 'from' | 'to', local: string): void {
    this.changed.emit({ [field]: local === '' ? null : fromLocalInput(local) });
  }

  protected clear(): void {
    this.isCustomChosen.set(false);
    this.changed.emit(Object.fromEntries(Object.keys(this.view()).map((field) => [field, null])));
  }

  protected localOf(iso: string | undefined): string {
    return iso === undefined ? '' : toLocalInput(iso);
  }
}
