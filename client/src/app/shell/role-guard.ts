import { inject } from '@angular/core';
import { type CanActivateFn, RedirectCommand, Router } from '@angular/router';
import { Session } from '../session/session';
import { mayOpen, type Page } from './pages';

/** Shows at once to whom a page is not open that it is not, and keeps its address. */
export const needsRoleFor =
  (page: Pick<Page, 'roles' | 'title'>): CanActivateFn =>
  (_route, { url }) => {
    if (mayOpen(page, inject(Session).role())) return true;
    const notice = inject(Router).createUrlTree(['/administrators-only'], {
      queryParams: { page: page.title },
    });
    return new RedirectCommand(notice, { browserUrl: url });
  };
