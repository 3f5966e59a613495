import { ChangeDetectionStrategy, Component, inject, output } from '@angular/core';
import { RouterLink, RouterLinkActive } from '@angular/router';
import { Session } from '../session/session';
import { Brand } from '../ui/brand';
import { Icon, type IconName } from '../ui/icon';

interface NavigationGroup {
  readonly name: string;
  readonly pages: readonly {
    readonly path: string;
    readonly name: string;
    readonly icon: IconName;
  }[];
}

/** Every page, in groups. */
const groups: readonly NavigationGroup[] = [
  { name: 'Operate', pages: [{ path: '/overview', name: 'Overview', icon: 'overview' }] },
  { name: 'Access', pages: [{ path: '/api-users', name: 'API users', icon: 'users' }] },
  { name: 'Audit', pages: [{ path: '/audit', name: 'Audit log', icon: 'audit' }] },
];

@Component({
  selector: 'app-side-nav',
  imports: [Brand, Icon, RouterLink, RouterLinkActive],
  template: `<nav aria-label="Pages">
    <a class="brand" routerLink="/overview" (click)="chosen.emit()"><app-brand /></a>
    <div class="groups">
      @for (group of groups; track group.name) {
        <h2 class="group" [id]="'group-' + group.name">{{ group.name }}</h2>
        <ul [attr.aria-labelledby]="'group-' + group.name">
          @for (page of group.pages; track page.path) {
            <li>
              <a
                [routerLink]="page.path"
                routerLinkActive="current"
                ariaCurrentWhenActive="page"
                (click)="chosen.emit()"
              >
                <app-icon [name]="page.icon" />{{ page.name }}
              </a>
            </li>
          }
        </ul>
      }
    </div>
    @if (session.version(); as version) {
      <p class="caption faint">Version {{ version }}</p>
    }
  </nav>`,
  styleUrl: './side-nav.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SideNav {
  protected readonly session = inject(Session);
  protected readonly groups = groups;
  /** A page was chosen: a drawer may close. */
  readonly chosen = output();
}
