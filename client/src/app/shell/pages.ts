import type { Type } from '@angular/core';
import type { Routes } from '@angular/router';
import type { AdministratorRole } from '../../../../server/auth/administrators.contract';
import type { IconName } from '../ui/icon';
import { hermesPages } from './hermes-pages';

/** In the order of the navigation. A group without pages is not shown. */
export const pageGroups = [
  'Overview',
  'Gateway',
  'Accounts & models',
  'Hermes',
  'Automation',
  'System',
  'Administration',
] as const;
export type PageGroup = (typeof pageGroups)[number];

/** One page of the console. Routes, navigation, palette and the list of keys are all made from this. */
export interface Page {
  /** Below the root, without a leading slash. */
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly group: PageGroup;
  /** `g` and then this letter leads here. */
  readonly key?: string;
  /** Further words by which the palette finds it. */
  readonly words?: string;
  /** Shows what belongs to a profile of Hermes: `?profile=` goes with the links to it. */
  readonly isScoped?: boolean;
  /** To whom it is open; absent means to everybody. The server decides about every call by itself. */
  readonly roles?: readonly AdministratorRole[];
  readonly load: () => Promise<Type<unknown>>;
  readonly children?: Routes;
  /** Pages of their own below it, such as that of one thing in its list. Their paths begin with this one's. */
  readonly further?: Routes;
}

/** Every page. A new one is a new entry. */
export const pages: readonly Page[] = [
  {
    path: 'overview',
    title: 'Overview',
    icon: 'overview',
    group: 'Overview',
    key: 'o',
    words: 'home status dashboard retention purge',
    load: async () => (await import('../overview/overview-page')).OverviewPage,
  },
  {
    path: 'api-users',
    title: 'API users',
    icon: 'users',
    group: 'Gateway',
    key: 'u',
    words: 'keys limits caps',
    load: async () => (await import('../api-users/api-users-page')).ApiUsersPage,
    further: [
      {
        path: 'api-users/:id',
        title: 'API user',
        loadComponent: async () => (await import('../api-users/api-user-page')).ApiUserPage,
      },
    ],
  },
  {
    path: 'audit',
    title: 'Audit log',
    icon: 'audit',
    group: 'Gateway',
    key: 'a',
    words: 'requests prompts answers logs',
    load: async () => (await import('../audit/audit-page')).AuditPage,
    children: [
      {
        path: ':id',
        title: 'Request',
        loadComponent: async () => (await import('../audit/audit-peek')).AuditPeek,
      },
    ],
  },
  {
    path: 'live',
    title: 'Live',
    icon: 'live',
    group: 'Gateway',
    key: 'l',
    words: 'running requests streams stop now',
    load: async () => (await import('../running/running-page')).RunningPage,
  },
  {
    path: 'playground',
    title: 'Playground',
    icon: 'chat',
    group: 'Gateway',
    key: 'p',
    words: 'try chat model prompt test',
    roles: ['admin'],
    load: async () => (await import('../playground/playground-page')).PlaygroundPage,
  },
  {
    path: 'system',
    title: 'System',
    icon: 'server',
    group: 'System',
    key: 's',
    words: 'health version uptime settings log diagnostics migrations spool disk',
    load: async () => (await import('../system/system-page')).SystemPage,
    children: [
      {
        path: '',
        pathMatch: 'full',
        title: 'System',
        loadComponent: async () => (await import('../system/health-part')).HealthPart,
      },
      {
        path: 'settings',
        title: 'Settings in force',
        loadComponent: async () => (await import('../system/settings-part')).SettingsPart,
      },
      {
        path: 'logs',
        title: 'Process log',
        loadComponent: async () => (await import('../system/log-part')).LogPart,
      },
    ],
  },
  ...hermesPages,
  {
    path: 'administration/administrators',
    title: 'Administrators',
    icon: 'shield',
    group: 'Administration',
    key: 'd',
    words: 'roles viewers second factor password',
    load: async () => (await import('../administrators/administrators-page')).AdministratorsPage,
  },
  {
    path: 'administration/events',
    title: 'Admin events',
    icon: 'events',
    group: 'Administration',
    key: 'e',
    words: 'who changed what history chain verify',
    load: async () => (await import('../admin-events/admin-events-page')).AdminEventsPage,
  },
  {
    path: 'account',
    title: 'My account',
    icon: 'user',
    group: 'Administration',
    key: 'm',
    words: 'password second factor sessions preferences time zone theme profile',
    load: async () => (await import('../account/account-page')).AccountPage,
  },
];

/** Whether a page is open to a role. */
export const mayOpen = (
  { roles }: Pick<Page, 'roles'>,
  role: AdministratorRole | undefined,
): boolean => roles === undefined || (role !== undefined && roles.includes(role));

/** The page that an address belongs to. */
export function pageAt(address: string): Page | undefined {
  const [path = ''] = address.split(/[?#]/);
  return pages.find((page) => path === `/${page.path}` || path.startsWith(`/${page.path}/`));
}

/** What a role sees in the navigation and in the palette. Without a role: what everybody sees. */
export const pagesFor = (role: AdministratorRole | undefined): readonly Page[] =>
  pages.filter((page) => mayOpen(page, role));
