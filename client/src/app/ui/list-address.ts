import { inject } from '@angular/core';
import { type ParamMap, Router } from '@angular/router';
import type { Sort } from './data-table/column';

interface ListParts<Row> {
  /** What is shown, in its order; absent until it is known. */
  readonly rows: () => readonly Row[] | undefined;
  readonly idOf: (row: Row) => string;
  /** The id of the row whose panel is open. */
  readonly opened: () => string | undefined;
  /** The parameter that names this row, and those that say what its panel shows. */
  readonly openedIn: string;
  readonly panel?: readonly string[];
  readonly filters: readonly string[];
}

/**
 * What the address of a list page says: search, order, filters, and the row whose panel is open. Made where Angular
 * injects.
 */
export class ListAddress<Row> {
  private readonly router = inject(Router);

  constructor(private readonly parts: ListParts<Row>) {}

  readonly sortBy = (sort: Sort | undefined): void =>
    this.go({ sort: sort === undefined ? null : sortText(sort) });

  search(text: string): void {
    this.go({ search: text || null });
  }

  /** Takes search and filters out. */
  showAll(): void {
    this.go(nulls(['search', ...this.parts.filters]));
  }

  readonly open = (row: Row): void => {
    const { openedIn, idOf, panel = [] } = this.parts;
    this.go({ [openedIn]: idOf(row), ...nulls(panel) });
  };

  close(): void {
    const { openedIn, panel = [] } = this.parts;
    this.go(nulls([openedIn, ...panel]));
  }

  /** Opens the row that is so many places further down; past the ends nothing happens. */
  step(by: number): void {
    const { rows, idOf, opened } = this.parts;
    const shown = rows() ?? [];
    const next = shown[shown.findIndex((row) => idOf(row) === opened()) + by];
    if (next !== undefined) this.open(next);
  }

  private go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }
}

/** As the address says it: `name`, or `name:descending`. */
export const sortText = ({ key, direction }: Sort): string =>
  direction === 'descending' ? `${key}:descending` : key;

export function sortOf(query: ParamMap, usual: string): Sort {
  const [key = usual, direction] = (query.get('sort') ?? usual).split(':');
  return { key, direction: direction === 'descending' ? 'descending' : 'ascending' };
}

const nulls = (names: readonly string[]): Record<string, null> =>
  Object.fromEntries(names.map((name) => [name, null]));
