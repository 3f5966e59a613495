import { ChangeDetectionStrategy, Component } from '@angular/core';

/** The product's mark and name. */
@Component({
  selector: 'app-brand',
  template: `<svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" />
      <path class="stems" d="M9 7v18M23 7v18" />
      <path class="wing" d="M9 19c5 0 9-2 14-7M9 13.5c4 0 6-1 9-3.5" />
    </svg>
    <span><strong>Hermes</strong> Control Plane</span>`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      font-size: var(--text-table);
      letter-spacing: -0.005em;
      white-space: nowrap;
    }
    svg {
      flex: none;
      width: 1.5rem;
      height: 1.5rem;
      fill: none;
      stroke-linecap: round;
    }
    rect {
      fill: var(--color-accent);
    }
    .stems {
      stroke: var(--color-on-accent);
      stroke-width: 3.2;
    }
    .wing {
      stroke: var(--color-on-accent);
      stroke-width: 2.4;
      opacity: 0.72;
    }
    strong {
      font-weight: var(--weight-strong);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Brand {}
