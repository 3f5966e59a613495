import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import { inject, Injectable, Injector } from '@angular/core';
import { tap } from 'rxjs';
import { LoadFailure } from '../ui/load-failure';
import { problemOf } from '../ui/problem';
import { LostAction } from './lost-action';
import { Session } from './session';

/** Opens the sign-in dialog over whatever the operator is doing, once. */
@Injectable({ providedIn: 'root' })
export class SignInPrompt {
  private readonly injector = inject(Injector);
  private readonly loadFailure = inject(LoadFailure);
  private readonly lostAction = inject(LostAction);
  private opened: Promise<void> | undefined;

  /**
   * Resolves when the dialog is gone, whoever opened it. An action was lost when anything but a read found out. Who has
   * signed out is not asked.
   */
  open({ isActionLost = false } = {}): Promise<void> {
    // Not injected: the session asks through the interceptor below.
    if (this.injector.get(Session).hasLeft) return Promise.resolve();
    if (isActionLost) this.lostAction.isLost.set(true);
    this.opened ??= this.show().finally(() => {
      this.opened = undefined;
      this.lostAction.isLost.set(false);
    });
    return this.opened;
  }

  private async show(): Promise<void> {
    const part = await this.loadFailure.of(
      'Your session has ended, and the sign-in form',
      () => import('./sign-in-dialog'),
    );
    await part?.openSignInDialog(this.injector);
  }
}

/**
 * A session that ended is asked for in place. The call that found out still fails, and nothing is sent again. Somebody
 * who may not change anything any more is shown as such from then on.
 */
export const askToSignInAgain: HttpInterceptorFn = (request, next) => {
  const injector = inject(Injector);
  return next(request).pipe(
    tap({
      error: (error: unknown) => {
        if (!(error instanceof HttpErrorResponse) || request.url.startsWith('/api/auth/')) return;
        if (error.status === 401)
          void injector.get(SignInPrompt).open({ isActionLost: request.method !== 'GET' });
        if (problemOf(error).code === 'admin_only')
          void injector
            .get(Session)
            .load()
            .catch(() => undefined);
      },
    }),
  );
};
