import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Outlines on a 16-pixel grid, drawn with the colour of the text around them. */
const outlines = {
  overview: 'M2.5 2.5h4.5v6h-4.5zM9 2.5h4.5v3.5H9zM9 8.5h4.5v5H9zM2.5 11h4.5v2.5h-4.5z',
  users:
    'M6 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM1.5 13.5c.3-2.5 2-4 4.5-4s4.200 1.5 4.5 4M10.5 2.800a2.5 2.5 0 0 1 0 4.5M12 9.800c1.400.5 2.300 1.700 2.5 3.700',
  audit: 'M3.5 1.5h6l3 3v10h-9zM9.5 1.5v3h3M5.5 8h5M5.5 11h5',
  shield: 'M8 1.500l5.500 2v4c0 3.500-2.300 5.800-5.500 7-3.200-1.200-5.500-3.500-5.500-7v-4z',
  events: 'M5.500 3.500h8M5.500 8h8M5.500 12.500h8M2.500 3.500h.5M2.500 8h.5M2.500 12.500h.5',
  help: 'M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM6 6.300a2 2 0 1 1 2.800 1.900c-.5.2-.8.600-.8 1.100M8 11.400v.3',
  live: 'M1.500 8h3l2-4.500 3 9 2-4.500h3',
  offline:
    'M2.500 2.500l11 11M1.500 6.500a9.500 9.500 0 0 1 3-1.900M14.500 6.500a9.500 9.500 0 0 0-7-2.400M4 9.200a6 6 0 0 1 3-1.500M12 9.200a6 6 0 0 0-1.300-.9M8 12.700v.1',
  menu: 'M2 4h12M2 8h12M2 12h12',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  warning: 'M8 2l6.5 11.5h-13zM8 6.5v3.5M8 11.700v.3',
  error:
    'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM5.700 5.700l4.600 4.600M10.300 5.700l-4.600 4.600',
  info: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 7.300v4M8 4.700v.3',
  clock: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM8 4.5V8l2.5 1.5',
  blocked: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM3.5 3.5l9 9',
  running: 'M8 1.5a6.5 6.5 0 1 1-6.5 6.5',
  cut: 'M2 8h4M10 8h4M7.200 4.5l-1 7M9.800 4.5l-1 7',
  refresh: 'M13.5 8a5.5 5.5 0 1 1-1.700-4M13.5 1.5v3h-3',
  download: 'M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700l3.300 3.300',
  plus: 'M8 3v10M3 8h10',
  more: 'M3.5 7.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM8 7.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2zM12.5 7.4a.6.6 0 1 0 0 1.2.6.6 0 0 0 0-1.2z',
  edit: 'M2.5 13.5l.7-3L10.700 3l2.300 2.300-7.5 7.5zM9.300 4.400l2.300 2.300',
  rotate: 'M2.5 6.5h9M9 4l2.5 2.5L9 9M13.5 10.5h-9M7 8l-2.5 2.5L7 13',
  trash: 'M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.600L12 4M6.700 6.5v4.5M9.300 6.5v4.5',
  restore: 'M2.5 8a5.5 5.5 0 1 0 1.700-4M2.5 1.5v3h3',
  up: 'M3.5 10L8 5.5l4.5 4.5',
  down: 'M3.5 6L8 10.5 12.5 6',
  sun: 'M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.5 9.5A5.800 5.800 0 0 1 6.5 2.5a5.800 5.800 0 1 0 7 7z',
  system: 'M2 3h12v8H2zM5.5 13.5h5M8 11v2.5',
  user: 'M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.5 14c.4-2.700 2.400-4.200 5.5-4.200s5.100 1.5 5.5 4.200',
  signOut: 'M6.5 2.5h-4v11h4M10 4.5L13.5 8 10 11.5M13.5 8h-8',
  key: 'M5.5 13.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM7.700 8.300l5.800-5.800M11 5l2 2',
  columns: 'M2.5 2.5h11v11h-11zM6.200 2.5v11M9.800 2.5v11',
  wrap: 'M2 3.5h12M2 8h9.5a2.200 2.200 0 0 1 0 4.5H8M9.5 11L8 12.500 9.500 14M2 12.500h3',
  filter: 'M2 3h12L9.5 8.5V13l-3-1.500V8.500z',
  history: 'M2.5 8a5.5 5.5 0 1 0 1.700-4M2.5 1.5v3h3M8 5v3l2 1.500',
  eye: 'M1.500 8S4 3.500 8 3.500 14.500 8 14.500 8 12 12.500 8 12.500 1.500 8 1.500 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  sort: 'M5 6.500L8 3.500l3 3M5 9.500l3 3 3-3',
  right: 'M6 3.500L10.500 8 6 12.500',
  table: 'M2 3h12v10H2zM2 6.500h12M6 6.500V13',
  stop: 'M4 4h8v8H4z',
  pause: 'M5.5 3.500v9M10.5 3.500v9',
  server: 'M2.500 3h11v4h-11zM2.500 9h11v4h-11zM5 5h.1M5 11h.1',
  minus: 'M3 8h10',
  window: 'M2 3h12v10H2zM2 6h12M4 4.500h.1M6 4.500h.1',
  away: 'M6.500 3.500h-4v10h10v-4M9.500 2.500h4v4M13.500 2.500L7.500 8.500',
  skill: 'M8 1.5l2 4.2 4.5.6-3.300 3.200.8 4.500L8 11.800 4 14l.8-4.500L1.500 6.300 6 5.700z',
  bundle: 'M2.5 5L8 2l5.5 3v6L8 14l-5.5-3zM2.5 5L8 8l5.5-3M8 8v6',
  plug: 'M6 2v3.500M10 2v3.500M4 5.500h8V8a4 4 0 0 1-8 0zM8 12v2.500',
  bookmark: 'M4 2h8v12l-4-3-4 3z',
  tool: 'M13.500 5a3.500 3.500 0 0 1-4.700 3.300L4.600 12.500a1.400 1.400 0 0 1-2-2L6.800 6.300a3.500 3.500 0 0 1 4.300-4.600L9 3.800l.4 1.900 1.900.4 2-2.100c.1.3.2.6.2 1z',
  terminal: 'M2 3h12v10H2zM4.500 6l2 2-2 2M8.500 10h3',
  chat: 'M2.500 3h11v8h-6l-3 2.500V11h-2z',
  send: 'M2.500 2.500L14 8 2.500 13.500 4 8zM4 8h5',
  chart: 'M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6',
  link: 'M6.5 9.5l3-3M7 4.5l1.700-1.700a3 3 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.700 1.700a3 3 0 0 1-4.5-4.5L4.5 7',
} as const;

export type IconName = keyof typeof outlines;

/** A drawing beside a word that says the same; assistive technology skips it. */
@Component({
  selector: 'app-icon',
  template: `<svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path [attr.d]="outline()" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
      width: 1rem;
      height: 1rem;
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.4;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Icon {
  readonly name = input.required<IconName>();
  protected readonly outline = computed(() => outlines[this.name()]);
}
