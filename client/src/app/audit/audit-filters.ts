import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Router } from '@angular/router';
import type { ApiUserPage } from '../../../../server/api-users/api-users.contract';
import { FilterBar } from '../ui/filter-bar';
import { Icon } from '../ui/icon';
import { keptResource } from '../ui/kept-resource';
import { TimeRange } from '../ui/time-range';
import { fieldsFor } from './audit-fields';
import { ranges, type ViewChange } from './audit-filter';
import { AuditStore } from './audit-store';

/** Time, text, and every other filter of the log as chips. All of them live in the address. */
@Component({
  selector: 'app-audit-filters',
  imports: [FilterBar, Icon, TimeRange],
  template: `<app-filter-bar label="requests" [fields]="fields()">
    <form role="none" (submit)="$event.preventDefault(); searchFor(text.value)">
      <app-icon name="search" />
      <input
        #text
        class="control"
        type="search"
        aria-label="Text in prompt or answer"
        placeholder="Text in prompt or answer"
        minlength="2"
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
        [value]="view().search ?? ''"
        (change)="searchFor(text.value)"
      />
    </form>
    <app-time-range
      anyTime="All that is kept"
      [span]="view()"
      [ranges]="ranges"
      (changed)="change($event)"
    />
  </app-filter-bar>`,
  styles: `
    form {
      position: relative;
      flex: 0 1 18rem;
      min-width: 0;
    }
    form app-icon {
      position: absolute;
      inset: 0 auto 0 var(--space-2);
      height: 100%;
      color: var(--color-text-soft);
    }
    input {
      height: var(--control-small);
      padding-left: 1.875rem;
    }
    @media (max-width: 599px) {
      form {
        flex-basis: 100%;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditFilters {
  private readonly store = inject(AuditStore);
  private readonly router = inject(Router);
  protected readonly view = this.store.view;
  protected readonly ranges = ranges;

  /** For choosing one; the first two hundred by name. */
  private readonly apiUsers = keptResource<ApiUserPage>(() => ({
    url: '/api/admin/api-users',
    params: { limit: 200, sort: 'name' },
  }));
  protected readonly fields = computed(() => {
    const { status, minDurationMs } = this.view();
    return fieldsFor({ users: this.users(), status, minDurationMs });
  });

  /** A deleted user is not in the list any more, but its requests are. */
  private readonly users = computed(() => {
    const listed = (this.apiUsers.value()?.items ?? []).map(({ id, displayName }) => ({
      value: id,
      label: displayName,
    }));
    const chosen = this.view().apiUserId;
    if (chosen === undefined || listed.some(({ value }) => value === chosen)) return listed;
    const [found] = this.store.requests() ?? [];
    return [...listed, { value: chosen, label: found?.apiUserName ?? chosen }];
  });

  protected change(change: ViewChange): void {
    void this.router.navigate([], { queryParams: change, queryParamsHandling: 'merge' });
  }

  /** Text is looked for in the last day unless a range says otherwise. */
  protected searchFor(text: string): void {
    const search = text.trim().length < 2 ? null : text.trim();
    const { range, from, search: before } = this.view();
    if ((search ?? undefined) === before) return;
    const needsRange = search !== null && range === undefined && from === undefined;
    this.change({ search, ...(needsRange && { range: '24h' }) });
  }
}
