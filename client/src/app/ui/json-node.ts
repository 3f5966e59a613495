import {
  ChangeDetectionStrategy,
  Component,
  computed,
  forwardRef,
  input,
  linkedSignal,
  signal,
} from '@angular/core';

const pageSize = 100;

/** A value of JSON as a tree. What is closed is not drawn, and long lists come a hundred at a time. */
@Component({
  selector: 'app-json-node',
  imports: [forwardRef(() => JsonNode)],
  template: `@if (entries(); as children) {
      <details #details [open]="isOpen()" (toggle)="isOpen.set(details.open)">
        <summary>
          @if (name() !== undefined) {
            <span class="name">{{ name() }}</span>:
          }
          <span class="brackets">{{ brackets() }}</span>
        </summary>
        @if (isOpen()) {
          <ul>
            @for (child of children.slice(0, limit()); track child[0]) {
              <li>
                <app-json-node [name]="child[0]" [value]="child[1]" [depth]="depth() + 1" />
              </li>
            }
          </ul>
          @if (children.length > limit()) {
            <button type="button" class="quiet" (click)="showMore()">
              Show {{ nextCount() }} more of {{ children.length }}
            </button>
          }
        }
      </details>
    } @else {
      <div class="leaf">
        @if (name() !== undefined) {
          <span class="name">{{ name() }}</span>:
        }
        <span [class]="kind()">{{ text() }}</span>
      </div>
    }`,
  styles: `
    :host {
      display: block;
    }
    summary {
      width: max-content;
      max-width: 100%;
      min-height: 1.5rem;
      border-radius: 3px;
      cursor: pointer;
    }
    summary::marker {
      color: var(--color-text-faint);
    }
    ul {
      padding-left: var(--space-4);
      border-left: var(--hairline);
      margin-left: 5px;
    }
    .leaf {
      min-height: 1.5rem;
      padding-left: 1rem;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .name {
      color: var(--color-code-name);
    }
    .brackets {
      color: var(--color-text-soft);
    }
    .string {
      color: var(--color-code-string);
    }
    .number {
      color: var(--color-code-number);
    }
    .boolean,
    .null {
      color: var(--color-code-word);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JsonNode {
  readonly name = input<string>();
  readonly value = input.required<unknown>();
  readonly depth = input(0);

  protected readonly limit = signal(pageSize);
  protected readonly isOpen = linkedSignal(() => this.depth() < 2);
  /** Absent for what has nothing inside. */
  protected readonly entries = computed(() => {
    const value = this.value();
    if (typeof value !== 'object' || value === null) return undefined;
    const entries = Object.entries(value);
    return entries.length === 0 ? undefined : entries;
  });
  protected readonly nextCount = computed(() =>
    Math.min(pageSize, (this.entries()?.length ?? 0) - this.limit()),
  );
  protected readonly brackets = computed(() => {
    const count = this.entries()?.length ?? 0;
    return Array.isArray(this.value()) ? `[${count}]` : `{${count}}`;
  });
  protected readonly kind = computed(() => (this.value() === null ? 'null' : typeof this.value()));
  protected readonly text = computed(() => JSON.stringify(this.value()));

  protected showMore(): void {
    this.limit.update((limit) => limit + pageSize);
  }
}
