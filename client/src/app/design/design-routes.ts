import type { Routes } from '@angular/router';

/** Nothing in production: the development build puts `design-routes.development.ts` in the place of this file. */
export const designRoutes: Routes = [];
