import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { formatCount } from './format';
import { Icon } from './icon';
import { diffLines, foldSame } from './line-diff';

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** What changed between two texts, line by line, with signs and words besides the colours. */
@Component({
  selector: 'app-diff-view',
  imports: [Icon],
  template: `<p class="summary caption soft">{{ summary() }}</p>
    @if (hasChanges()) {
      <div class="scroller" role="region" tabindex="0" [attr.aria-label]="label()">
        <table>
          <caption class="visually-hidden">
            {{
              label()
            }}
          </caption>
          <thead class="visually-hidden">
            <tr>
              <th scope="col">Line before</th>
              <th scope="col">Line after</th>
              <th scope="col">Change</th>
              <th scope="col">Text</th>
            </tr>
          </thead>
          @for (part of parts(); track $index; let index = $index) {
            <tbody>
              @if (part.isFolded && !unfolded().has(index)) {
                <tr>
                  <td colspan="4" class="fold">
                    <button type="button" class="quiet" (click)="unfold(index)">
                      <app-icon name="down" />{{ folded(part.lines.length) }}
                    </button>
                  </td>
                </tr>
              } @else {
                @for (line of part.lines; track $index) {
                  <tr [class]="line.kind">
                    <td class="number">{{ line.before }}</td>
                    <td class="number">{{ line.after }}</td>
                    <td class="sign">
                      <span aria-hidden="true">{{ signs[line.kind] }}</span>
                      @if (line.kind !== 'same') {
                        <span class="visually-hidden">{{ line.kind }}</span>
                      }
                    </td>
                    <td>
                      <code>{{ line.text }}</code>
                    </td>
                  </tr>
                }
              }
            </tbody>
          }
        </table>
      </div>
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-1);
    }
    .scroller {
      /* What only screen readers see stays within, instead of making the page longer. */
      position: relative;
      max-height: 32rem;
      overflow: auto;
      background: var(--color-surface);
      border: var(--hairline);
      border-radius: var(--radius);
    }
    table {
      width: 100%;
      border-collapse: collapse;
      font-size: var(--text-caption);
    }
    td {
      padding: 1px var(--space-2);
      vertical-align: top;
    }
    code {
      font-size: inherit;
      line-height: 1.55;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .number {
      width: 1%;
      padding: 1px 6px;
      color: var(--color-text-soft);
      font-family: var(--font-code);
      text-align: end;
      user-select: none;
    }
    .sign {
      width: 1.25rem;
      padding: 1px 0;
      font-family: var(--font-code);
      font-weight: var(--weight-strong);
      text-align: center;
      user-select: none;
    }
    tr.added td {
      background: var(--color-good-wash);
    }
    tr.removed td {
      background: var(--color-bad-wash);
    }
    tr.added .sign {
      color: var(--color-good);
    }
    tr.removed .sign {
      color: var(--color-bad);
    }
    .fold {
      padding: 0;
      background: var(--color-sunken);
    }
    .fold button {
      width: 100%;
      border-radius: 0;
      font-size: var(--text-caption);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DiffView {
  readonly before = input.required<string>();
  readonly after = input.required<string>();
  /** What is compared: "config.yaml, version 3 and 4". */
  readonly label = input.required<string>();

  protected readonly signs = signs;
  private readonly lines = computed(() => diffLines(this.before(), this.after()));
  protected readonly parts = computed(() => foldSame(this.lines()));
  protected readonly unfolded = linkedSignal<unknown, ReadonlySet<number>>({
    source: this.parts,
    computation: () => new Set(),
  });
  protected readonly hasChanges = computed(() => this.lines().some(({ kind }) => kind !== 'same'));
  protected readonly summary = computed(() => {
    const count = (kind: string) => this.lines().filter((line) => line.kind === kind).length;
    return this.hasChanges()
      ? `${formatCount(count('added'), 'line')} added, ${count('removed')} removed`
      : 'No difference.';
  });

  protected folded(count: number): string {
    return `Show ${formatCount(count, 'unchanged line')}`;
  }

  protected unfold(index: number): void {
    this.unfolded.update((before) => new Set(before).add(index));
  }
}
