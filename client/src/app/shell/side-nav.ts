import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Router, RouterLink, RouterLinkActive } from '@angular/router';
import { map } from 'rxjs';
import { ProfileScope } from '../hermes/profile-scope';
import { Session } from '../session/session';
import { Brand } from '../ui/brand';
import { atBase } from '../ui/base-path';
import { Icon } from '../ui/icon';
import { closedGroups, rememberClosedGroups } from './closed-groups';
import { hermesDashboard, mayOpenHermesDashboard } from './hermes-dashboard';
import { type Page, type PageGroup, pageGroups, pagesFor } from './pages';

let counter = 0;

/** Every page in groups, which can be folded. A folded group still shows the page that is open. */
@Component({
  selector: 'app-side-nav',
  imports: [Brand, Icon, RouterLink, RouterLinkActive],
  templateUrl: './side-nav.html',
  styleUrl: './side-nav.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SideNav {
  /** The drawer has the same groups as the column it stands for. */
  private readonly id = `navigation-${++counter}`;
  protected readonly scope = inject(ProfileScope);
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  /** A page was chosen: a drawer may close. */
  readonly chosen = output();

  private readonly closed = signal<readonly PageGroup[]>(closedGroups());
  private readonly address = toSignal(this.router.events.pipe(map(() => this.router.url)), {
    initialValue: this.router.url,
  });

  protected readonly dashboard = hermesDashboard;
  protected readonly dashboardAddress = atBase(hermesDashboard.path);
  private readonly hasDashboard = computed(() => mayOpenHermesDashboard(this.session.me()));
  protected readonly groups = computed(() => {
    const pages = pagesFor(this.session.role());
    return pageGroups
      .map((name) => ({ name, pages: pages.filter(({ group }) => group === name) }))
      .filter((group) => group.pages.length > 0)
      .map((group) => {
        const isOpen = !this.closed().includes(group.name);
        return {
          ...group,
          id: `${this.id}-${group.name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`,
          // A heading above the one page of the same name says nothing.
          isAlone: group.pages.length === 1 && group.pages[0]?.title === group.name,
          isOpen,
          isWithDashboard: isOpen && group.name === hermesDashboard.group && this.hasDashboard(),
          shown: isOpen ? group.pages : group.pages.filter((page) => this.isCurrent(page)),
        };
      });
  });

  protected toggle(group: PageGroup): void {
    this.closed.update((closed) =>
      closed.includes(group) ? closed.filter((name) => name !== group) : [...closed, group],
    );
    rememberClosedGroups(this.closed());
  }

  private isCurrent({ path }: Page): boolean {
    const [address] = this.address().split(/[?#]/);
    return address === `/${path}` || address?.startsWith(`/${path}/`) === true;
  }
}
