import { computed, Injectable, signal } from '@angular/core';
import { recall, remember } from '../remembered';
import type { Column } from './column';

export type DensityChoice = 'comfortable' | 'compact';

const densityKey = 'hermes.density';

/** How close rows lie, in every table. Remembered in this browser. */
@Injectable({ providedIn: 'root' })
export class Density {
  private readonly chosen = signal<DensityChoice>(
    recall(densityKey) === 'compact' ? 'compact' : 'comfortable',
  );
  readonly choice = this.chosen.asReadonly();

  choose(choice: DensityChoice): void {
    this.chosen.set(choice);
    remember(densityKey, choice);
  }
}

/** Which columns of one table the operator sees. Remembered in this browser under the table's id. */
export class ColumnChoice {
  private readonly key: string;
  private readonly shown;

  constructor(tableId: string) {
    this.key = `hermes.table.${tableId}`;
    // Made within a computed signal, which may not set another one.
    this.shown = signal<ReadonlyMap<string, boolean>>(storedChoices(this.key));
  }

  /** A column that cannot be hidden is shown, whatever was stored when it could. */
  isShown(column: Column<never>): boolean {
    if (column.isHideable === false || column.isActions) return true;
    return this.shown().get(column.key) ?? !column.isHiddenAtFirst;
  }

  show(column: Column<never>, isShown: boolean): void {
    this.shown.update((before) => new Map(before).set(column.key, isShown));
    remember(this.key, Object.fromEntries(this.shown()));
  }

  readonly isChanged = computed(() => this.shown().size > 0);

  reset(): void {
    this.shown.set(new Map());
    remember(this.key, {});
  }
}

function storedChoices(key: string): ReadonlyMap<string, boolean> {
  const stored = recall(key);
  if (typeof stored !== 'object' || stored === null) return new Map();
  return new Map(Object.entries(stored).filter(([, isShown]) => typeof isShown === 'boolean'));
}
