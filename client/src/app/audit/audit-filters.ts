import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { formatShort } from '../ui/format';
import { Icon } from '../ui/icon';
import { fromLocalInput, toLocalInput } from '../ui/local-input';
import { TimeZone } from '../ui/time-zone';
import {
  type AuditViewField,
  endReasonNames,
  endReasonWords,
  rangeNames,
  ranges,
  statusClasses,
} from './audit-filter';
import { AuditStore } from './audit-store';

/** A change of the address: `null` takes a filter out. */
export type ViewChange = { readonly [Field in AuditViewField]?: string | null };

/** Every filter of the log, and what is set of them. */
@Component({
  selector: 'app-audit-filters',
  imports: [Icon],
  templateUrl: './audit-filters.html',
  styleUrl: './audit-filters.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditFilters {
  protected readonly store = inject(AuditStore);
  private readonly zone = inject(TimeZone).zone;
  readonly changed = output<ViewChange>();

  protected readonly view = this.store.view;
  protected readonly ranges = ranges;
  protected readonly rangeNames = rangeNames;
  protected readonly statusClasses = statusClasses;
  protected readonly endReasonNames = endReasonNames;
  protected readonly endReasonWords = endReasonWords;

  /** Narrow windows fold the filters away. */
  protected readonly isUnfolded = signal(false);
  private readonly isCustomChosen = signal(false);
  protected readonly isCustom = computed(() => {
    const { range, from, to } = this.view();
    return range === undefined && (this.isCustomChosen() || from !== undefined || to !== undefined);
  });

  protected readonly users = computed(() => this.store.apiUsers.value()?.items ?? []);
  /** A deleted user is not in the list any more, but its requests are. */
  protected readonly unlistedUser = computed(() => {
    const id = this.view().apiUserId;
    return this.users().some((user) => user.id === id) ? undefined : id;
  });

  protected readonly chips = computed(() => {
    const view = this.view();
    const user = this.users().find(({ id }) => id === view.apiUserId);
    const texts: { readonly [Field in AuditViewField]?: string | undefined } = {
      range: view.range && ranges[view.range].name,
      from: view.from && `from ${this.short(view.from)}`,
      to: view.to && `before ${this.short(view.to)}`,
      apiUserId: view.apiUserId && `user ${user?.displayName ?? view.apiUserId}`,
      gateway: view.gateway && `gateway ${view.gateway}`,
      status: view.status && `status ${view.status}`,
      endReason: view.endReason && endReasonWords[view.endReason],
      model: view.model && `model ${view.model}`,
      requestId: view.requestId && `request ${view.requestId}`,
      search: view.search && `text “${view.search}”`,
    };
    return Object.entries(texts)
      .filter(([, text]) => text !== undefined)
      .map(([field, text]) => ({ field: field as AuditViewField, text }));
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

  /** Text is looked for in the last day unless a range says otherwise. */
  protected searchText(text: string): void {
    const { range, from } = this.view();
    const needsRange = text !== '' && range === undefined && from === undefined;
    this.changed.emit({ search: text.trim() || null, ...(needsRange && { range: '24h' }) });
  }

  protected remove(field: AuditViewField): void {
    this.isCustomChosen.set(false);
    this.changed.emit({ [field]: null });
  }

  protected removeAll(): void {
    this.isCustomChosen.set(false);
    this.changed.emit(Object.fromEntries(this.chips().map(({ field }) => [field, null])));
  }

  private short(iso: string): string {
    return formatShort(new Date(iso), this.zone());
  }

  protected localOf(iso: string | undefined): string {
    return iso === undefined ? '' : toLocalInput(iso);
  }
}
