import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { CopyButton } from './copy-button';
import { formatNumber } from './format';
import { Icon } from './icon';
import { JsonNode } from './json-node';

const linesAtFirst = 2000;

/** Text to read and copy, with line numbers; JSON also as a tree that opens and closes. Nothing in it is ever markup. */
@Component({
  selector: 'app-code-view',
  imports: [CopyButton, Icon, JsonNode],
  template: `<div class="code-bar">
      <span class="caption soft code-name">{{ label() }}</span>
      @if (parsed()) {
        <div role="group" aria-label="View" class="views">
          <button
            type="button"
            class="quiet"
            [attr.aria-pressed]="isTree()"
            (click)="isTree.set(true)"
          >
            Tree
          </button>
          <button
            type="button"
            class="quiet"
            [attr.aria-pressed]="!isTree()"
            (click)="isTree.set(false)"
          >
            Text
          </button>
        </div>
      }
      @if (!isTree()) {
        <button
          type="button"
          class="quiet"
          title="Wrap long lines"
          aria-label="Wrap long lines"
          [attr.aria-pressed]="isWrapped()"
          (click)="isWrapped.set(!isWrapped())"
        >
          <app-icon name="wrap" />
        </button>
      }
      <app-copy-button [what]="label()" [text]="text()" visibleWord="Copy" />
    </div>
    <div
      class="code code-text"
      role="region"
      tabindex="0"
      [class.is-wrapped]="isWrapped()"
      [style.max-height]="maxHeight()"
      [attr.aria-label]="label()"
    >
      @if (parsed(); as json) {
        @if (isTree()) {
          <app-json-node [value]="json.value" />
        }
      }
      @if (!isTree()) {
        @for (line of lines().slice(0, limit()); track $index) {
          <span class="line">{{ line }}{{ '\\n' }}</span>
        }
        @if (lines().length > limit()) {
          <button type="button" class="quiet" (click)="limit.set(lines().length)">
            Show all {{ number(lines().length) }} lines
          </button>
        }
      }
    </div>`,
  styles: `
    .views {
      display: flex;
    }
    [aria-pressed='true'] {
      background: var(--color-pressed);
      color: var(--color-text);
    }
    .code {
      counter-reset: line;
      padding: var(--space-2) var(--space-3);
      overflow: auto;
      tab-size: 2;
    }
    .line {
      display: block;
      padding-left: 3.25rem;
      white-space: pre;
      counter-increment: line;
    }
    .line::before {
      content: counter(line);
      display: inline-block;
      width: 2.25rem;
      margin-right: 1rem;
      margin-left: -3.25rem;
      color: var(--color-text-faint);
      text-align: end;
    }
    .is-wrapped .line {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
  host: { class: 'code-box' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CodeView {
  readonly text = input.required<string>();
  /** Names the text, for its copy button and for those who cannot see it: "response body". */
  readonly label = input.required<string>();
  readonly language = input<'text' | 'json'>('text');
  /** As CSS; the text scrolls inside of it. */
  readonly maxHeight = input('32rem');

  /** Absent when this is no JSON, or text that only claims to be. */
  protected readonly parsed = computed(() =>
    this.language() === 'json' ? parse(this.text()) : undefined,
  );
  protected readonly isTree = linkedSignal(() => this.parsed() !== undefined);
  protected readonly isWrapped = linkedSignal(() => this.language() === 'json');
  protected readonly lines = computed(() => {
    const json = this.parsed();
    return (json ? JSON.stringify(json.value, null, 2) : this.text().replace(/\n$/, '')).split(
      '\n',
    );
  });
  protected readonly limit = linkedSignal({ source: this.text, computation: () => linesAtFirst });
  protected readonly number = formatNumber;
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}
