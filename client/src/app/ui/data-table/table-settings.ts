import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { Icon } from '../icon';
import type { Column } from './column';
import { type ColumnChoice, Density, type DensityChoice } from './table-choices';

/** The menu of a table: which columns, and how close the rows lie. */
@Component({
  selector: 'app-table-settings',
  imports: [Icon, MatMenuModule],
  template: `<button
      type="button"
      class="quiet"
      [attr.aria-label]="'Columns and density of ' + label()"
      title="Columns and density"
      [matMenuTriggerFor]="menu"
    >
      <app-icon name="columns" />
    </button>
    <mat-menu #menu="matMenu" xPosition="before">
      @for (name of densities; track name) {
        <button
          mat-menu-item
          type="button"
          role="menuitemradio"
          [attr.aria-checked]="density.choice() === name"
          (click)="density.choose(name)"
        >
          <span class="tick">
            @if (density.choice() === name) {
              <app-icon name="check" />
            }
          </span>
          {{ words[name] }}
        </button>
      }
      @for (column of hideable(); track column.key; let isFirst = $first) {
        <button
          mat-menu-item
          type="button"
          role="menuitemcheckbox"
          [class.first]="isFirst"
          [attr.aria-checked]="choice().isShown(column)"
          (click)="toggle(column, $event)"
        >
          <span class="tick">
            @if (choice().isShown(column)) {
              <app-icon name="check" />
            }
          </span>
          {{ column.header }}
        </button>
      }
      @if (choice().isChanged()) {
        <button mat-menu-item type="button" class="first" (click)="choice().reset()">
          <span class="tick"></span>Columns as they were
        </button>
      }
    </mat-menu>`,
  styles: `
    .tick {
      display: inline-flex;
      width: 1.5rem;
      vertical-align: -3px;
    }
    .first {
      border-top: var(--hairline);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TableSettings {
  protected readonly density = inject(Density);
  readonly label = input.required<string>();
  readonly columns = input.required<readonly Column<never>[]>();
  readonly choice = input.required<ColumnChoice>();

  protected readonly densities: readonly DensityChoice[] = ['comfortable', 'compact'];
  protected readonly words = { comfortable: 'Comfortable rows', compact: 'Compact rows' };
  protected readonly hideable = computed(() =>
    this.columns().filter((column) => column.isHideable !== false && !column.isActions),
  );

  /** The menu stays open: choosing columns is seldom one choice. */
  protected toggle(column: Column<never>, event: Event): void {
    event.stopPropagation();
    this.choice().show(column, !this.choice().isShown(column));
  }
}
