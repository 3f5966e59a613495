import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { SystemStore } from './system-store';

/** The frame of everything about the process itself. */
@Component({
  selector: 'app-system-page',
  imports: [Icon, MatButton, PageHeader, RouterLink, RouterLinkActive, RouterOutlet],
  template: `<app-page-header title="System" summary="The process, its settings and its log">
      <button type="button" matButton="outlined" (click)="store.downloadDiagnostics()">
        <app-icon name="download" class="lead" />Diagnostics bundle…
      </button>
    </app-page-header>
    <nav aria-label="Parts of the system">
      @for (part of parts; track part.path) {
        <a
          routerLinkActive="is-active"
          ariaCurrentWhenActive="page"
          [routerLink]="part.path"
          [routerLinkActiveOptions]="{ exact: true }"
          >{{ part.name }}</a
        >
      }
    </nav>
    <router-outlet />`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    nav {
      display: flex;
      gap: var(--space-4);
      border-bottom: var(--hairline);
    }
    nav a {
      display: inline-flex;
      align-items: center;
      min-height: var(--control-height);
      margin-bottom: -1px;
      border-bottom: 2px solid transparent;
      color: var(--color-text-soft);
      font-size: var(--text-table);
      text-decoration: none;
    }
    nav a:hover {
      color: var(--color-text);
    }
    nav .is-active {
      border-color: var(--color-accent);
      color: var(--color-text);
      font-weight: var(--weight-medium);
    }
    router-outlet {
      display: none;
    }
  `,
  providers: [SystemStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SystemPage {
  protected readonly store = inject(SystemStore);
  protected readonly parts = [
    { path: '/system', name: 'Health' },
    { path: '/system/settings', name: 'Settings' },
    { path: '/system/logs', name: 'Log' },
  ];
}
