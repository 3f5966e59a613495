import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** One field of a record before and after a change; `undefined` means that it was not there. */
export interface FieldChange {
  readonly field: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Only fingerprints are known, or not even those. */
  readonly secret?: true;
}

/** Which fields of something changed, from what to what. Secrets come here as fingerprints. */
@Component({
  selector: 'app-field-diff',
  template: `<div class="table-frame">
    <table class="table cards" role="table" [attr.aria-label]="label()">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Field</th>
          <th role="columnheader" scope="col">Before</th>
          <th role="columnheader" scope="col">After</th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        @for (row of rows(); track row.field) {
          <tr role="row">
            <td role="cell">
              <code>{{ row.field }}</code>
              @if (row.isSecret) {
                <span class="soft caption">&ngsp;secret</span>
              }
            </td>
            @if (row.isUnknown) {
              <td role="cell" colspan="2" class="soft">Changed; the value is not recorded.</td>
            } @else {
              @for (side of row.sides; track side.label) {
                <td role="cell" [attr.data-label]="side.label" [class]="side.label">
                  @if (side.text === undefined) {
                    <span class="soft">not set</span>
                  } @else if (side.isRemoved) {
                    <del>{{ side.text }}</del>
                  } @else {
                    <ins>{{ side.text }}</ins>
                  }
                </td>
              }
            }
          </tr>
        } @empty {
          <tr role="row">
            <td role="cell" colspan="3" class="soft">No field changed.</td>
          </tr>
        }
      </tbody>
    </table>
  </div>`,
  styles: `
    :host {
      display: block;
    }
    td {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
    code {
      white-space: nowrap;
    }
    del,
    ins {
      justify-self: start;
      padding: 0 3px;
      border-radius: 3px;
      font-family: var(--font-code);
      font-size: 0.92em;
    }
    del {
      background: var(--color-bad-wash);
    }
    ins {
      background: var(--color-good-wash);
      text-decoration: none;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FieldDiff {
  readonly changes = input.required<readonly FieldChange[]>();
  readonly label = input('Changed fields');

  protected readonly rows = computed(() =>
    this.changes().map(({ field, before, after, secret }) => ({
      field,
      isSecret: secret === true,
      isUnknown: before === undefined && after === undefined,
      sides: [
        { label: 'Before', text: textOf(before), isRemoved: true },
        { label: 'After', text: textOf(after), isRemoved: false },
      ],
    })),
  );
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value || '(empty)' : JSON.stringify(value);
}
