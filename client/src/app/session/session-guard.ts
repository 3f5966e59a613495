import { inject } from '@angular/core';
import { type CanActivateFn, RedirectCommand, Router } from '@angular/router';
import { Session } from './session';

/** Lets signed-in operators through; the others come back after signing in. */
export const needsSession: CanActivateFn = async (_route, state) => {
  const session = inject(Session);
  const router = inject(Router);
  if (session.isSignedIn()) return true;
  try {
    await session.load();
  } catch {
    // Without an answer nobody knows who this is; the page says so and keeps the address.
    return new RedirectCommand(
      router.createUrlTree(['/unavailable'], { queryParams: { next: state.url } }),
    );
  }
  if (session.isSignedIn()) return true;
  const next = state.url === '/' ? undefined : state.url;
  return router.createUrlTree(['/login'], { queryParams: { next } });
};
