import { ChangeDetectionStrategy, Component, computed, inject, viewChild } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterOutlet } from '@angular/router';
import type { SavedView } from '../../../../server/saved-views/saved-views.contract';
import { SavedViewsMenu } from '../saved-views/saved-views-menu';
import { Banner } from '../ui/banner';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { peekTakesWindow } from '../ui/peek-takes-window';
import { AuditExport } from './audit-export';
import { queryOf, viewFields } from './audit-filter';
import { AuditList } from './audit-list';
import { AuditRetention } from './audit-retention';
import { AuditStore } from './audit-store';
import { AuditTail } from './audit-tail';
import { AuditTailToggle } from './audit-tail-toggle';

/** What went through the gateways: filtered, followed, read and taken away. */
@Component({
  selector: 'app-audit-page',
  imports: [
    AuditList,
    AuditRetention,
    AuditTailToggle,
    Banner,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    RouterOutlet,
    SavedViewsMenu,
  ],
  templateUrl: './audit-page.html',
  styles: `
    .page {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    /* So that a phone has all buttons in one row. */
    @media (max-width: 479px) {
      .refresh {
        min-width: 0;
      }
      .refresh .lead {
        margin: 0;
      }
      .word {
        display: none;
      }
    }
  `,
  providers: [AuditStore, AuditTail, AuditExport],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditPage {
  protected readonly store = inject(AuditStore);
  protected readonly audit = inject(AuditExport);
  private readonly router = inject(Router);
  private readonly isNarrow = peekTakesWindow();
  private readonly list = viewChild.required(AuditList);

  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(
    () => this.store.openId() !== undefined && this.isNarrow(),
  );
  protected readonly query = computed(() => queryOf(this.store.view()));

  /** Whatever else was filtered is taken out. */
  protected openView(view: SavedView): void {
    const none = Object.fromEntries(viewFields.map((field) => [field, null]));
    const kept = Object.fromEntries(new URLSearchParams(view.query));
    this.go({ ...none, ...kept, view: view.id });
  }

  protected go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge' });
  }

  protected catchUp(): void {
    this.list().scrollToTop();
  }
}
