import type { Routes } from '@angular/router';
import { designRoutes } from './design/design-routes';
import { needsSession } from './session/session-guard';

export const routes: Routes = [
  {
    path: 'login',
    title: 'Sign in',
    loadComponent: async () => (await import('./session/login-page')).LoginPage,
  },
  {
    path: 'unavailable',
    title: 'Server unavailable',
    loadComponent: async () => (await import('./session/unavailable-page')).UnavailablePage,
  },
  ...designRoutes,
  {
    path: '',
    canActivate: [needsSession],
    loadComponent: async () => (await import('./shell/shell')).Shell,
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      {
        path: 'overview',
        title: 'Overview',
        loadComponent: async () => (await import('./overview/overview-page')).OverviewPage,
      },
      {
        path: 'api-users',
        title: 'API users',
        loadComponent: async () => (await import('./api-users/api-users-page')).ApiUsersPage,
      },
      {
        path: 'audit',
        title: 'Audit log',
        loadComponent: async () => (await import('./audit/audit-page')).AuditPage,
        children: [
          {
            path: ':id',
            title: 'Request',
            loadComponent: async () => (await import('./audit/audit-peek')).AuditPeek,
          },
        ],
      },
      {
        path: '**',
        title: 'Page not found',
        loadComponent: async () => (await import('./shell/not-found-page')).NotFoundPage,
      },
    ],
  },
];
