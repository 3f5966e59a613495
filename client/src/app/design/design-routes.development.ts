import type { Routes } from '@angular/router';

/** Every shared part in every state, without a server. */
export const designRoutes: Routes = [
  {
    path: 'design',
    title: 'Design',
    loadComponent: async () => (await import('./design-page')).DesignPage,
  },
];
