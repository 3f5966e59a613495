import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { encode } from 'uqr';

/** A text as a QR code: dark on light in both themes, because readers want it so. */
@Component({
  selector: 'app-qr-code',
  template: `<svg role="img" [attr.aria-label]="label()" [attr.viewBox]="code().viewBox">
    <path [attr.d]="code().outline" />
  </svg>`,
  styles: `
    :host {
      display: block;
      width: 12rem;
      padding: var(--space-1);
      border-radius: var(--radius);
      background: var(--color-code-paper);
    }
    svg {
      display: block;
      width: 100%;
      fill: var(--color-code-ink);
      shape-rendering: crispedges;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class QrCode {
  readonly text = input.required<string>();
  readonly label = input.required<string>();

  protected readonly code = computed(() => {
    // Four modules of quiet around it (ISO/IEC 18004).
    const { data, size } = encode(this.text(), { ecc: 'M', border: 4 });
    const squares = data.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : [])),
    );
    return { viewBox: `0 0 ${size} ${size}`, outline: squares.join('') };
  });
}
