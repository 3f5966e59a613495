import { inject, Injectable, Injector } from '@angular/core';
import { Router } from '@angular/router';
import { ProfileScope } from '../hermes/profile-scope';
import { Session } from '../session/session';
import { atBase } from '../ui/base-path';
import { LoadFailure } from '../ui/load-failure';
import { apiUserCommands } from './api-user-commands';
import { type Command, Commands } from './commands';
import { hermesDashboard, mayOpenHermesDashboard } from './hermes-dashboard';
import { pagesFor } from './pages';
import { sessionCommands } from './session-commands';
import { Shortcuts } from './shortcuts';
import { SignOut } from './sign-out';
import { ThemeChange } from './theme-change';
import { themeChoices } from './theme';

/** What the palette offers on every page. Made once, by the shell. */
@Injectable()
export class ShellCommands {
  private readonly commands = inject(Commands);
  private readonly injector = inject(Injector);
  private readonly loadFailure = inject(LoadFailure);
  private readonly router = inject(Router);
  private readonly scope = inject(ProfileScope);
  private readonly session = inject(Session);
  private readonly shortcuts = inject(Shortcuts);
  private readonly signOut = inject(SignOut);
  private readonly theme = inject(ThemeChange);

  constructor() {
    this.commands.offer(() => this.pages());
    this.commands.offer(() => (this.session.canChange() ? this.changes() : []));
    this.commands.offer(() => this.own());
    this.commands.search(apiUserCommands());
    this.commands.search(sessionCommands());
  }

  private pages(): readonly Command[] {
    return [...this.wholePages(), ...this.partsOfSystem(), ...this.hermesDashboard()];
  }

  private partsOfSystem(): readonly Command[] {
    const parts = [
      { path: 'settings', name: 'Settings in force', words: 'environment configuration' },
      { path: 'logs', name: 'Process log', words: 'lines errors warnings tail' },
    ];
    return parts.map(({ path, ...part }) => ({
      ...part,
      id: `page:system/${path}`,
      icon: 'server',
      group: 'Pages',
      note: 'System',
      run: () => void this.router.navigate(['/system', path]),
    }));
  }

  private hermesDashboard(): readonly Command[] {
    if (!mayOpenHermesDashboard(this.session.me())) return [];
    const { path, title, words } = hermesDashboard;
    return [
      {
        id: 'hermes-dashboard',
        name: title,
        icon: 'window',
        group: 'Pages',
        words,
        note: 'New tab',
        run: () => void window.open(atBase(path), '_blank', 'noopener'),
      },
    ];
  }

  private wholePages(): readonly Command[] {
    return pagesFor(this.session.role()).map((page) => ({
      id: `page:${page.path}`,
      name: page.title,
      icon: page.icon,
      group: 'Pages',
      ...(page.words !== undefined && { words: page.words }),
      ...(page.group !== page.title && { note: page.group }),
      ...(page.key !== undefined && { keys: ['g', page.key] }),
      run: () => void this.router.navigate([`/${page.path}`], this.scope.extras(page)),
    }));
  }

  private changes(): readonly Command[] {
    return [
      {
        id: 'api-user.new',
        name: 'New API user…',
        icon: 'plus',
        group: 'Actions',
        words: 'create key',
        run: () => void this.router.navigate(['/api-users'], { queryParams: { create: true } }),
      },
      {
        id: 'audit.purge',
        name: 'Purge the audit log…',
        icon: 'trash',
        group: 'Actions',
        words: 'retention delete old records',
        run: async () => {
          const part = await this.loadFailure.of(
            'The dialog',
            () => import('../overview/audit-purge'),
          );
          if (part) await this.injector.get(part.AuditPurge).askAfterReading();
        },
      },
    ];
  }

  private own(): readonly Command[] {
    const icons = { light: 'sun', dark: 'moon', system: 'system' } as const;
    return [
      ...themeChoices.map((choice) => ({
        id: `theme.${choice}`,
        name: choice === 'system' ? 'Theme: as the system' : `Theme: ${choice}`,
        icon: icons[choice],
        group: 'Actions',
        words: 'appearance colours',
        run: () => this.theme.choose(choice),
      })),
      {
        id: 'keys',
        name: 'Show keyboard shortcuts',
        icon: 'help',
        group: 'Actions',
        words: 'help keys',
        keys: ['?'],
        run: () => this.shortcuts.openHelp(),
      },
      ...(this.session.canSignOut() ? [this.wayOut()] : []),
    ];
  }

  private wayOut(): Command {
    return {
      id: 'sign-out',
      name: 'Sign out',
      icon: 'signOut',
      group: 'Actions',
      words: 'log out leave',
      run: () => this.signOut.now(),
    };
  }
}
