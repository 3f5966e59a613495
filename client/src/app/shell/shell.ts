import { Dialog } from '@angular/cdk/dialog';
import { createGlobalPositionStrategy } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, inject, Injector } from '@angular/core';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterOutlet } from '@angular/router';
import { Session } from '../session/session';
import { Brand } from '../ui/brand';
import { Icon } from '../ui/icon';
import { problemOf } from '../ui/problem';
import { TimeStamp } from '../ui/time-stamp';
import { Toasts } from '../ui/toasts';
import { NavDrawer } from './nav-drawer';
import { SideNav } from './side-nav';
import { ThemeSwitch } from './theme-switch';

/** The frame around every page: navigation, theme, and the way out. */
@Component({
  selector: 'app-shell',
  imports: [Brand, Icon, MatMenuModule, RouterOutlet, SideNav, ThemeSwitch, TimeStamp],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Shell {
  protected readonly session = inject(Session);
  private readonly router = inject(Router);
  private readonly dialog = inject(Dialog);
  private readonly injector = inject(Injector);
  private readonly toasts = inject(Toasts);

  protected openNavigation(): void {
    this.dialog.open(NavDrawer, {
      ariaLabel: 'Navigation',
      positionStrategy: createGlobalPositionStrategy(this.injector).left('0').top('0'),
    });
  }

  protected skipToContent(event: Event, content: HTMLElement): void {
    event.preventDefault();
    content.focus();
  }

  protected async signOut(): Promise<void> {
    try {
      await this.session.signOut();
      await this.router.navigate(['/login']);
    } catch (error) {
      this.toasts.failed('You are still signed in.', problemOf(error));
    }
  }
}
