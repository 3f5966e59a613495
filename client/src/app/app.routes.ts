import type { Routes } from '@angular/router';
import { designRoutes } from './design/design-routes';
import { needsSession, needsSessionOnly } from './session/session-guard';
import { type Page, pages } from './shell/pages';

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
        path: '**',
        title: 'Page not found',
        loadComponent: async () => (await import('./shell/not-found-page')).NotFoundPage,
      },
    ],
  },
];

function routesTo({ path, title, load, children, further = [] }: Page): Routes {
  return [{ path, title, loadComponent: load, ...(children && { children }) }, ...further];
}
