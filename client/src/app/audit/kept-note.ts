import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { Banner } from '../ui/banner';
import { formatBytes } from '../ui/format';

/** "64 KiB of 210 KiB kept" */
export function keptOf(body: string, bytes: number): string {
  return `${formatBytes(new TextEncoder().encode(body).length)} of ${formatBytes(bytes)} kept`;
}

/** How much of a body was kept, when that is not all, and how to recognise the whole. */
@Component({
  selector: 'app-kept-note',
  imports: [Banner],
  template: `@if (isTruncated()) {
    <app-banner tone="warning" icon="cut">
      {{ kept() }}; the rest was not recorded.
      @if (sha256(); as hash) {
        The SHA-256 is that of the whole: <code>{{ hash }}</code>
      }
    </app-banner>
  }`,
  styles: `
    :host:empty {
      display: none;
    }
    code {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeptNote {
  readonly body = input.required<string>();
  /** Of the whole body, kept or not. */
  readonly bytes = input.required<number>();
  readonly isTruncated = input.required<boolean>();
  readonly sha256 = input<string | null>(null);

  protected readonly kept = computed(() => keptOf(this.body(), this.bytes()));
}
