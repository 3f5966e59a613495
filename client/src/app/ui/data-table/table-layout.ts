import { computed, type Signal } from '@angular/core';
import { cardsBelowRem, type Column, fittingColumns, leastWidth, tracksOf } from './column';
import { rowHeightRem } from './row-height';
import type { ColumnChoice, DensityChoice } from './table-choices';

const boxWidthRem = 2.5;

/** What a table's width, density and chosen columns make of its rows. */
export class TableLayout<Row> {
  constructor(
    private readonly given: {
      readonly columns: Signal<readonly Column<Row>[]>;
      readonly choice: Signal<ColumnChoice>;
      readonly density: Signal<DensityChoice>;
      /** `undefined` until it was measured: then everything fits. */
      readonly widthRem: Signal<number | undefined>;
      readonly isSelectable: Signal<boolean>;
      readonly lines: Signal<1 | 2>;
    },
  ) {}

  private readonly width = computed(() => this.given.widthRem() ?? Infinity);
  private readonly boxWidth = computed(() => (this.given.isSelectable() ? boxWidthRem : 0));
  readonly isCards = computed(() => this.width() < cardsBelowRem);

  readonly shown = computed(() => {
    const chosen = this.given.columns().filter((column) => this.given.choice().isShown(column));
    return this.isCards()
      ? chosen.filter((column) => column.priority !== 3)
      : fittingColumns(chosen, this.width() - this.boxWidth());
  });

  /** For `grid-template-columns`. */
  readonly tracks = computed(
    () => (this.given.isSelectable() ? `${boxWidthRem}rem ` : '') + tracksOf(this.shown()),
  );
  readonly leastWidth = computed(() =>
    this.isCards() ? '0px' : `${leastWidth(this.shown()) + this.boxWidth()}rem`,
  );
  readonly rowHeightRem = computed(() =>
    rowHeightRem({
      density: this.given.density(),
      lines: this.given.lines(),
      cardLines: this.isCards()
        ? this.shown().filter((column) => !column.isActions).length
        : undefined,
    }),
  );
}
