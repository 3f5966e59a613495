import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router } from '@angular/router';
import { FilterBar, type FilterField } from '../ui/filter-bar';
import { SearchBox } from '../ui/search-box';
import { TimeRange, type TimeSpanChange } from '../ui/time-range';
import { outcomes, ranges } from './admin-event-filter';
import { actionGroups, actionWords, outcomeLooks } from './admin-event-wording';
import { AdminEventsStore } from './admin-events-store';

const actions = actionGroups.flatMap(({ noun, words, actions }) => [
  { value: noun, label: `Anything: ${words}` },
  ...actions.map((value) => ({ value, label: actionWords(value) })),
]);

/** Time, text, and every other filter of the events as chips. All of them live in the address. */
@Component({
  selector: 'app-admin-event-filters',
  imports: [FilterBar, SearchBox, TimeRange],
  template: `<app-filter-bar label="events" [fields]="fields()">
    <app-search-box
      label="Search events"
      placeholder="Search names, addresses, changes, ids"
      [maxLength]="200"
      [value]="view().text ?? ''"
      (searched)="searchFor($event)"
    />
    <app-time-range [span]="view()" [ranges]="ranges" (changed)="change($event)" />
  </app-filter-bar>`,
  styles: `
    @media (max-width: 599px) {
      app-search-box {
        flex-basis: 100%;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdminEventFilters {
  private readonly store = inject(AdminEventsStore);
  private readonly router = inject(Router);
  protected readonly view = this.store.view;
  protected readonly ranges = ranges;

  protected readonly fields = computed<readonly FilterField[]>(() => [
    // Without anybody to choose from a name can still be typed.
    this.people().length > 0
      ? { key: 'actor', label: 'Who', options: this.people() }
      : { key: 'actor', label: 'Who', placeholder: 'user name' },
    { key: 'action', label: 'Did what', options: actions },
    { key: 'target', label: 'To what', placeholder: 'name or id' },
    {
      key: 'outcome',
      label: 'Outcome',
      options: outcomes.map((value) => ({ value, label: outcomeLooks[value].word })),
    },
  ]);
  private readonly people = computed(() =>
    (this.store.administrators.value()?.items ?? []).map(({ id, username }) => ({
      value: id,
      label: username,
    })),
  );

  protected change(queryParams: TimeSpanChange): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  /** Typing replaces the entry in the history, so that Back leaves the page. */
  protected searchFor(text: string): void {
    void this.router.navigate([], {
      queryParams: { text: text || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
