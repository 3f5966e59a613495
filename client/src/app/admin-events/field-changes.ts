import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { FieldChange } from '../../../../server/admin-events/admin-events.contract';

/** What became of each field. Of secrets only fingerprints are known. */
@Component({
  selector: 'app-field-changes',
  template: `<dl>
    @for (change of changes(); track change.field) {
      <dt>
        <code>{{ change.field }}</code>
        @if (change.secret) {
          <span class="soft caption">&ngsp;secret</span>
        }
      </dt>
      <dd>
        @if (change.before !== undefined) {
          <del><span class="visually-hidden">before: </span>{{ wordsOf(change.before) }}</del>
        }
        @if (change.after !== undefined) {
          <ins><span class="visually-hidden">after: </span>{{ wordsOf(change.after) }}</ins>
        }
        @if (change.before === undefined && change.after === undefined) {
          <span class="soft">Changed; the value is not recorded.</span>
        }
      </dd>
    }
  </dl>`,
  styles: `
    dl {
      display: grid;
      grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr);
      gap: var(--space-1) var(--space-4);
      font-size: var(--text-table);
    }
    dd {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
      min-width: 0;
    }
    del,
    ins {
      padding: 0 var(--space-1);
      border-radius: var(--radius-small);
      font-family: var(--font-code);
      font-size: var(--text-caption);
      line-height: 1.6;
      overflow-wrap: anywhere;
      text-decoration: none;
    }
    del {
      background: var(--color-bad-wash);
      color: var(--color-bad);
      text-decoration: line-through;
    }
    ins {
      background: var(--color-good-wash);
      color: var(--color-good);
    }
    @media (max-width: 599px) {
      dl {
        grid-template-columns: minmax(0, 1fr);
      }
      dd {
        margin-bottom: var(--space-2);
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FieldChanges {
  readonly changes = input.required<readonly FieldChange[]>();

  protected wordsOf(value: unknown): string {
    if (value === null) return 'none';
    return typeof value === 'string' ? value || '(empty)' : JSON.stringify(value);
  }
}
