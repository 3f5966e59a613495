import { ScrollingModule, VIRTUAL_SCROLL_STRATEGY } from '@angular/cdk/scrolling';
import { NgTemplateOutlet } from '@angular/common';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  contentChildren,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  model,
  output,
  signal,
  untracked,
} from '@angular/core';
import { outputFromObservable, takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { EmptyState } from '../empty-state';
import { formatNumber } from '../format';
import { Icon } from '../icon';
import type { Problem } from '../problem';
import { ProblemNote } from '../problem-note';
import { Skeleton } from '../skeleton';
import { StaleNote } from '../stale-note';
import { SingleKeys } from '../single-keys';
import { Cell } from './cell';
import { type Column, nextSort, rowElementId, type Sort } from './column';
import { observeWidth, remInPixels } from './observe-width';
import { extentOf, withRange } from './row-selection';
import { RowWindow } from './row-window';
import { countWords, selectionWords } from './count-words';
import { ColumnChoice, Density } from './table-choices';
import { TableLayout } from './table-layout';
import { TableSettings } from './table-settings';

/**
 * The console's table: server-side sort, rows by the thousand, selection, columns to choose, cards on phones, and its
 * own loading, empty, failed and stale states.
 *
 * Content: `<ng-template appCell="key" [appCellOf]="rows" let-row>` per column that is more than text; `tableTools`
 * above the table; `bulkActions` shown while rows are selected; `emptyState` for when there are no rows.
 * Keys: J and K or the arrows move through the rows, Home and End jump, Enter opens, X selects.
 */
@Component({
  selector: 'app-data-table',
  imports: [
    EmptyState,
    Icon,
    MatButton,
    NgTemplateOutlet,
    ProblemNote,
    RouterLink,
    ScrollingModule,
    Skeleton,
    StaleNote,
    TableSettings,
  ],
  templateUrl: './data-table.html',
  styleUrls: ['./data-table.css', './data-table-cards.css'],
  providers: [RowWindow, { provide: VIRTUAL_SCROLL_STRATEGY, useExisting: RowWindow }],
  host: {
    '[style.--data-tracks]': 'layout.tracks()',
    '[style.--data-least]': 'layout.leastWidth()',
    '[style.--data-row.rem]': 'layout.rowHeightRem()',
    '[style.--data-frame]': 'maxHeight()',
    '[class.is-compact]': 'density.choice() === "compact"',
    '(document:keydown)': 'followKey($event)',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DataTable<Row> {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly rowWindow = inject(RowWindow);
  private readonly singleKeys = inject(SingleKeys);
  protected readonly density = inject(Density);

  /** Under which the choice of columns is remembered. */
  readonly tableId = input.required<string>();
  /** What is listed, in the plural: "API users". */
  readonly label = input.required<string>();
  readonly columns = input.required<readonly Column<Row>[]>();
  /** What is loaded; `undefined` until the first answer. */
  readonly rows = input.required<readonly Row[] | undefined>();
  readonly rowId = input.required<(row: Row) => string>();
  /** What a row is called by, in "Select Ada". */
  readonly rowName = input<(row: Row) => string>();
  /** Where a row leads, as for `routerLink`. The first column is the link. */
  readonly rowLink = input<(row: Row) => string | readonly unknown[]>();
  readonly keepsQuery = input(true);
  /** Without a link: clicking a row, or Enter on it, emits `activated`. */
  readonly isActivatable = input(false);
  /** The row shown beside the table; J and K then belong to what shows it. */
  readonly openId = input<string>();

  readonly sort = model<Sort>();

  readonly isSelectable = input(false);
  /** Ids of the selected rows. */
  readonly selected = model<ReadonlySet<string>>(new Set<string>());
  /** How many rows match on the server; offers to select them all. */
  readonly matchingCount = input<number>();
  /** Whether the selection stands for everything that matches, loaded or not. */
  readonly isAllMatching = model(false);

  readonly isLoading = input(false);
  /** Why the last reading failed. With rows there, they are marked as old. */
  readonly problem = input<Problem>();
  /** When the rows arrived. */
  readonly asOf = input<Date>();
  readonly hasMore = input(false);
  readonly isLoadingMore = input(false);
  readonly moreProblem = input<Problem>();
  readonly emptyTitle = input<string>();
  /** Lines of text in a row, 1 or 2. */
  readonly lines = input<1 | 2>(1);
  /** As CSS; rows scroll inside of it. */
  readonly maxHeight = input('max(20rem, calc(100dvh - 15rem))');

  readonly activated = output<Row>();
  /** The next page is wanted. */
  readonly more = output();
  readonly retry = output();
  /** Whether the first row is in sight, each time that changes; it is at first. */
  readonly atTop = outputFromObservable(this.rowWindow.atTopChange);

  private readonly cells = contentChildren<Cell<Row>>(Cell);
  protected readonly templates = computed(
    () => new Map(this.cells().map((cell) => [cell.appCell(), cell.template])),
  );

  protected readonly choice = computed(() => new ColumnChoice(this.tableId()));
  protected readonly layout = new TableLayout<Row>({
    columns: this.columns,
    choice: this.choice,
    density: this.density.choice,
    widthRem: observeWidth(this.host.nativeElement),
    isSelectable: this.isSelectable,
    lines: this.lines,
  });

  protected readonly ids = computed(() => (this.rows() ?? []).map(this.rowId()));
  protected readonly extent = computed(() => extentOf(this.selected(), this.ids()));
  protected readonly current = linkedSignal<readonly string[], number>({
    source: this.ids,
    computation: (ids, previous) => {
      const id = previous?.source[previous.value];
      return id === undefined ? 0 : Math.max(0, ids.indexOf(id));
    },
  });
  /** Where a range of boxes starts. */
  private readonly anchor = signal(0);
  private askedAt = -1;

  protected readonly rowCount = computed(() => {
    const loaded = this.ids().length;
    return (this.hasMore() ? (this.matchingCount() ?? -2) : loaded) + 1;
  });
  protected readonly countText = computed(() =>
    countWords(this.ids().length, this.hasMore(), this.matchingCount()),
  );
  protected readonly selectedText = computed(() =>
    selectionWords(this.selected().size, this.isAllMatching() ? this.matchingCount() : undefined),
  );
  protected readonly openedAt = new Date();
  protected readonly number = formatNumber;
  protected readonly trackRow = (_: number, row: Row): string => this.rowId()(row);

  constructor() {
    effect(() => this.rowWindow.setRowHeight(this.layout.rowHeightRem() * remInPixels()));
    effect(() => {
      const index = this.ids().indexOf(this.openId() ?? '');
      if (index !== -1) untracked(() => this.reveal(index));
    });
    this.rowWindow.nearEnd.pipe(takeUntilDestroyed()).subscribe(() => this.loadNearEnd());
  }

  protected ariaSort(column: Column<Row>): string | null {
    if (!column.isSortable) return null;
    const sort = this.sort();
    return sort?.key === column.key ? sort.direction : 'none';
  }

  protected readonly elementId = (id: string): string => rowElementId(this.tableId(), id);

  protected sortBy(column: Column<Row>): void {
    this.sort.set(nextSort(this.sort(), column.key));
  }

  protected nameOf(row: Row): string {
    return this.rowName()?.(row) ?? this.columns()[0]?.text?.(row) ?? this.rowId()(row);
  }

  protected toggle(index: number, isRange: boolean): void {
    const id = this.ids()[index];
    if (id === undefined) return;
    const from = isRange ? this.anchor() : index;
    const change = { from, to: index, isSelected: !this.selected().has(id) };
    this.anchor.set(index);
    this.isAllMatching.set(false);
    this.selected.set(withRange(this.selected(), this.ids(), change));
  }

  protected toggleAll(): void {
    this.isAllMatching.set(false);
    this.selected.set(this.extent() === 'all' ? new Set() : new Set(this.ids()));
  }

  /** Clears the selection, as after an action on it. */
  clearSelection(): void {
    this.isAllMatching.set(false);
    this.selected.set(new Set());
  }

  /** A click or Enter on the row itself; its own links, buttons and boxes speak for themselves. */
  protected activate(row: Row, event: Event): void {
    const target = event.target as Element;
    if (!this.isActivatable() || target.closest('a, button, input, select, label')) return;
    this.activated.emit(row);
  }

  protected followKey(event: KeyboardEvent): void {
    if (!this.singleKeys.mayMove(event) || !this.isMine(event)) return;
    const last = this.ids().length - 1;
    const step = this.hasFocusedRow() ? 1 : 0;
    const moves: Record<string, number> = {
      j: this.current() + step,
      ArrowDown: this.current() + 1,
      k: this.current() - step,
      ArrowUp: this.current() - 1,
      Home: 0,
      End: last,
    };
    const to = moves[event.key];
    if (to !== undefined) this.focusRow(Math.max(0, Math.min(last, to)));
    else if (event.key === 'x' && this.isSelectable()) this.toggle(this.current(), event.shiftKey);
    else return;
    event.preventDefault();
  }

  /** Moves the focus to a row, scrolling as little as it takes. */
  focusRow(index: number): void {
    if (this.ids().length === 0) return;
    this.reveal(index);
    afterNextRender(() => this.rowElement(index)?.focus({ preventScroll: true }), {
      injector: this.injector,
    });
  }

  scrollToTop(): void {
    this.rowWindow.scrollToIndex(0);
  }

  private reveal(index: number): void {
    this.current.set(index);
    const header = this.host.nativeElement.querySelector('.head')?.clientHeight ?? 0;
    this.rowWindow.scrollToIndex(index, undefined, header);
  }

  /** Keys on the rows are the table's; J and K also when nothing has the focus, and nothing is open beside it. */
  private isMine(event: KeyboardEvent): boolean {
    const target = event.target as Element;
    if (target.closest('.rows') && this.host.nativeElement.contains(target)) return true;
    return (
      target === document.body && this.openId() === undefined && ['j', 'k'].includes(event.key)
    );
  }

  private hasFocusedRow(): boolean {
    return (
      this.host.nativeElement.querySelector('.rows')?.contains(document.activeElement) ?? false
    );
  }

  private rowElement(index: number): HTMLElement | null {
    return this.host.nativeElement.querySelector(
      `[data-index="${index}"] [data-row-focus], [data-index="${index}"][data-row-focus]`,
    );
  }

  /** Each page is asked for once: a failed one waits for its button. */
  private loadNearEnd(): void {
    const loaded = this.ids().length;
    if (!this.hasMore() || this.isLoadingMore() || this.askedAt === loaded) return;
    this.askedAt = loaded;
    this.more.emit();
  }
}
