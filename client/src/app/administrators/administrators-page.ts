import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { AdministratorView } from '../../../../server/auth/administrators.contract';
import { Session } from '../session/session';
import { Badge } from '../ui/badge';
import { formatCount } from '../ui/format';
import { Icon } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { ProblemNote } from '../ui/problem-note';
import { Skeleton } from '../ui/skeleton';
import { TimeStamp } from '../ui/time-stamp';
import { AdministratorActions } from './administrator-actions';
import { AdministratorsStore } from './administrators-store';

@Component({
  selector: 'app-administrators-page',
  imports: [
    Badge,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    ProblemNote,
    RouterLink,
    Skeleton,
    TimeStamp,
  ],
  templateUrl: './administrators-page.html',
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
    .chips {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1);
    }
    .name {
      display: grid;
      justify-items: start;
      font-weight: var(--weight-medium);
      overflow-wrap: anywhere;
    }
    .name .caption {
      font-weight: var(--weight-normal);
    }
    .actions {
      width: 1%;
      text-align: end;
    }
    @container (max-width: 699px) {
      td.actions {
        position: absolute;
        inset: var(--space-2) var(--space-2) auto auto;
        width: auto;
      }
      .name {
        padding-right: var(--space-8);
      }
    }
  `,
  providers: [AdministratorsStore, AdministratorActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdministratorsPage {
  protected readonly session = inject(Session);
  protected readonly store = inject(AdministratorsStore);
  protected readonly actions = inject(AdministratorActions);
  protected readonly count = formatCount;

  protected isSelf({ id }: AdministratorView): boolean {
    return id === this.session.me()?.id;
  }
}
