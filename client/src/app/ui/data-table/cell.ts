import { Directive, inject, input, TemplateRef } from '@angular/core';

export interface CellContext<Row> {
  readonly $implicit: Row;
  /** Position among the loaded rows. */
  readonly index: number;
}

/**
 * How a column's cells look: `<ng-template appCell="status" [appCellOf]="rows()" let-row>`. The rows are named for
 * their type alone.
 */
@Directive({ selector: 'ng-template[appCell]' })
export class Cell<Row> {
  /** Key of the column. */
  readonly appCell = input.required<string>();
  readonly appCellOf = input<readonly Row[]>();
  readonly template = inject<TemplateRef<CellContext<Row>>>(TemplateRef);

  static ngTemplateContextGuard<Row>(
    _cell: Cell<Row>,
    context: unknown,
  ): context is CellContext<Row> {
    return context !== undefined;
  }
}
