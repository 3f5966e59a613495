import { ChangeDetectionStrategy, Component, input, model } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Icon } from '../../ui/icon';
import { newRow, type ValueRow } from './server-form';

/** Names with values that are written and never shown again: variables, or headers. */
@Component({
  selector: 'app-value-rows',
  imports: [Icon, MatButton],
  template: `<fieldset [attr.aria-describedby]="error() ? 'value-rows-error' : null">
    <legend>{{ legend() }}</legend>
    <p class="soft caption">
      Values are not shown again; \${{ '{' }}NAME{{ '}' }} stands for a variable of .env.
    </p>
    @for (row of rows(); track row.id; let index = $index) {
      <div class="row">
        <input
          #name
          class="control"
          autocomplete="off"
          autocapitalize="none"
          spellcheck="false"
          maxlength="128"
          placeholder="NAME"
          [attr.aria-label]="'Name of ' + what() + ' ' + (index + 1)"
          [readOnly]="row.kept !== undefined"
          [value]="row.name"
          (input)="set(row, { name: name.value })"
        />
        <input
          #value
          class="control"
          type="password"
          autocomplete="off"
          data-1p-ignore
          data-lpignore="true"
          spellcheck="false"
          maxlength="8192"
          [attr.aria-label]="'Value of ' + (row.name || what() + ' ' + (index + 1))"
          [placeholder]="row.kept === undefined ? 'New value' : row.kept + ' is kept'"
          [value]="row.value"
          (input)="set(row, { value: value.value })"
        />
        <button
          type="button"
          class="quiet"
          [attr.aria-label]="'Take ' + (row.name || what() + ' ' + (index + 1)) + ' out'"
          (click)="take(row)"
        >
          <app-icon name="close" />
        </button>
      </div>
    }
    @if (error(); as message) {
      <p class="error caption" id="value-rows-error">{{ message }}</p>
    }
    <button type="button" matButton="outlined" (click)="add()">Add {{ what() }}</button>
  </fieldset>`,
  styles: `
    fieldset {
      display: grid;
      justify-items: start;
      gap: var(--space-2);
      min-width: 0;
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0;
      font-size: var(--text-table);
      font-weight: var(--weight-medium);
    }
    .row {
      display: grid;
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) auto;
      align-items: center;
      gap: var(--space-2);
      width: 100%;
    }
    .control {
      font-family: var(--font-code);
    }
    [readonly] {
      background: var(--color-sunken);
    }
    .error {
      color: var(--color-bad);
    }
    @media (max-width: 599px) {
      .row {
        grid-template-columns: minmax(0, 1fr) auto;
      }
      .row input:first-child {
        grid-column: 1 / -1;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ValueRows {
  readonly legend = input.required<string>();
  /** One of them, as in "Add variable". */
  readonly what = input.required<string>();
  readonly error = input<string>();
  readonly rows = model.required<readonly ValueRow[]>();

  protected set(row: ValueRow, change: Partial<ValueRow>): void {
    this.rows.update((rows) =>
      rows.map((each) => (each.id === row.id ? { ...each, ...change } : each)),
    );
  }

  protected take(row: ValueRow): void {
    this.rows.update((rows) => rows.filter(({ id }) => id !== row.id));
  }

  protected add(): void {
    this.rows.update((rows) => [...rows, newRow()]);
  }
}
