import { Dialog } from '@angular/cdk/dialog';
import { createGlobalPositionStrategy } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, computed, inject, Injector } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink, RouterOutlet } from '@angular/router';
import { map } from 'rxjs';
import { defaultProfile, ProfileScope } from '../hermes/profile-scope';
import { ProfileSwitch } from '../hermes/profile-switch';
import { Session } from '../session/session';
import { LiveChannel } from '../live/live-channel';
import { LiveStateBadge } from '../live/live-state';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { Brand } from '../ui/brand';
import { Icon } from '../ui/icon';
import { profileColour } from '../ui/profile-colour';
import { TimeStamp } from '../ui/time-stamp';
import { ToastHistory } from '../ui/toast-history';
import { NavDrawer } from './nav-drawer';
import { KeyCaps } from './key-caps';
import { pageAt } from './pages';
import { Preferences } from './preferences';
import { ShellCommands } from './shell-commands';
import { hasCommandKey, Shortcuts } from './shortcuts';
import { SideNav } from './side-nav';
import { SignOut } from './sign-out';
import { ThemeSwitch } from './theme-switch';

/** The frame around every page: navigation, palette, theme, and the way out. */
@Component({
  selector: 'app-shell',
  imports: [
    Badge,
    Banner,
    Brand,
    Icon,
    KeyCaps,
    LiveStateBadge,
    MatMenuModule,
    ProfileSwitch,
    RouterLink,
    RouterOutlet,
    SideNav,
    ThemeSwitch,
    TimeStamp,
    ToastHistory,
  ],
  templateUrl: './shell.html',
  styleUrl: './shell.css',
  providers: [Preferences, ShellCommands],
  host: {
    '(document:keydown)': 'shortcuts.follow($event)',
  },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Shell {
  protected readonly session = inject(Session);
  protected readonly paletteKey = hasCommandKey() ? '⌘ K' : 'Ctrl K';
  private readonly dialog = inject(Dialog);
  private readonly injector = inject(Injector);
  protected readonly shortcuts = inject(Shortcuts);
  protected readonly signOut = inject(SignOut);

  protected readonly channel = inject(LiveChannel);
  private readonly router = inject(Router);
  private readonly scope = inject(ProfileScope);
  private readonly address = toSignal(this.router.events.pipe(map(() => this.router.url)), {
    initialValue: this.router.url,
  });
  protected readonly isScoped = computed(() => pageAt(this.address())?.isScoped === true);
  /** Of the line below the header, where another profile than the default is written to. */
  protected readonly scopeColour = computed(() =>
    this.isScoped() && this.scope.profile() !== defaultProfile
      ? profileColour(this.scope.profile())
      : null,
  );

  constructor() {
    // So that the state of the connection is known on pages that follow nothing, too.
    this.channel.on('retention').pipe(takeUntilDestroyed()).subscribe();
    inject(Preferences);
    inject(ShellCommands);
  }

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
}
