import { inject } from '@angular/core';
import {
  type CanActivateFn,
  RedirectCommand,
  Router,
  type RouterStateSnapshot,
  type UrlTree,
} from '@angular/router';
import { Session } from './session';

/** Lets signed-in operators through; the others come back after signing in. */
export const needsSession: CanActivateFn = async (_route, state) => {
  const router = inject(Router);
  const session = inject(Session);
  const way = await wayIn(session, router, state);
  if (way !== true || !session.mustChangePassword()) return way;
  return router.createUrlTree(['/new-password'], { queryParams: nextOf(state) });
};

/** For the page on which a password is chosen. */
export const needsSessionOnly: CanActivateFn = (_route, state) =>
  wayIn(inject(Session), inject(Router), state);

async function wayIn(
  session: Session,
  router: Router,
  state: RouterStateSnapshot,
): Promise<true | UrlTree | RedirectCommand> {
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
  return router.createUrlTree(['/login'], { queryParams: nextOf(state) });
}

function nextOf({ url }: RouterStateSnapshot): { next: string | undefined } {
  return { next: url === '/' ? undefined : url };
}
