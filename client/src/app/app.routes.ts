import type { Routes } from '@angular/router';
import { designRoutes } from './design/design-routes';
import { needsSession, needsSessionOnly } from './session/session-guard';
import { type Page, pages } from './shell/pages';
import { needsRoleFor } from './shell/role-guard';

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
    path: 'new-password',
    title: 'Choose your password',
    canActivate: [needsSessionOnly],
    loadComponent: async () => (await import('./session/new-password-page')).NewPasswordPage,
  },
  {
    path: '',
    canActivate: [needsSession],
    loadComponent: async () => (await import('./shell/shell')).Shell,
    children: [
      { path: '', pathMatch: 'full', redirectTo: 'overview' },
      ...pages.flatMap(routesTo),
      {
        path: 'administrators-only',
        title: 'For administrators only',
        loadComponent: async () =>
          (await import('./shell/administrators-only-page')).AdministratorsOnlyPage,
      },
      {
        path: '**',
        title: 'Page not found',
        loadComponent: async () => (await import('./shell/not-found-page')).NotFoundPage,
      },
    ],
  },
];

function routesTo(page: Page): Routes {
  const { path, title, load, children, roles, further = [] } = page;
  const own = [
    { path, title, loadComponent: load, canDeactivate: [mayLeave], ...(children && { children }) },
    ...further,
  ];
  if (roles === undefined) return own;
  return own.map((route) => ({
    ...route,
    canActivate: [needsRoleFor(page), ...(route.canActivate ?? [])],
  }));
}

/** A page that edits may ask before it is left. */
function mayLeave(page: { mayLeave?: () => Promise<boolean> } | null): Promise<boolean> | boolean {
  return page?.mayLeave?.() ?? true;
}
