import { ChangeDetectionStrategy, Component, ViewEncapsulation } from '@angular/core';
import { ThemeSwitch } from '../shell/theme-switch';
import { PageHeader } from '../ui/page-header';
import { DesignAsking } from './design-asking';
import { DesignNumbers } from './design-numbers';
import { DesignReading } from './design-reading';
import { DesignTables } from './design-tables';

/** Every shared part in every state: to build with, to look at in both themes, and to hold against the rules. */
@Component({
  selector: 'app-design-page',
  imports: [DesignAsking, DesignNumbers, DesignReading, DesignTables, PageHeader, ThemeSwitch],
  template: `<main>
    <app-page-header title="Design" summary="Every shared part of the console in every state">
      <app-theme-switch />
    </app-page-header>
    <app-design-tables />
    <app-design-numbers />
    <app-design-asking />
    <app-design-reading />
  </main>`,
  // The sections of the parts below are laid out here, once.
  encapsulation: ViewEncapsulation.None,
  styles: `
    app-design-page main {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-8);
      max-width: 112rem;
      padding: var(--space-6) clamp(var(--space-3), 2vw, var(--space-6));
    }
    app-design-page main > * {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-8);
    }
    app-design-page main > app-page-header {
      display: flex;
    }
    app-design-page section:not(.peek, .quads) {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-items: start;
      gap: var(--space-4);
    }
    app-design-page .peeked {
      padding: var(--space-4);
    }
    @media (min-width: 900px) {
      app-design-page section.pair {
        grid-template-columns: repeat(2, minmax(0, 1fr));
      }
      app-design-page .pair > h2 {
        grid-column: 1 / -1;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DesignPage {}
