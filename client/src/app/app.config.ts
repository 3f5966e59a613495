import { provideHttpClient, withInterceptors } from '@angular/common/http';
import { type ApplicationConfig, inject, provideBrowserGlobalErrorListeners } from '@angular/core';
import { MAT_RIPPLE_GLOBAL_OPTIONS } from '@angular/material/core';
import {
  type NavigationError,
  provideRouter,
  TitleStrategy,
  withComponentInputBinding,
  withInMemoryScrolling,
  withNavigationErrorHandler,
} from '@angular/router';
import { routes } from './app.routes';
import { askToSignInAgain } from './session/unauthorized';
import { PageTitle } from './shell/page-title';
import { callBelowBase } from './ui/base-path';
import { LoadFailure } from './ui/load-failure';
import { limitTime } from './ui/time-limit';

/** Guards ask nothing that fails: what is left is a page whose script could not be fetched. */
export const tellFailedLoad = ({ url }: NavigationError): void => inject(LoadFailure).ofPage(url);

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideHttpClient(
      // The last one, so that the others know calls by their path from the root of the console.
      withInterceptors([limitTime, askToSignInAgain, callBelowBase]),
    ),
    provideRouter(
      routes,
      withComponentInputBinding(),
      withInMemoryScrolling({ anchorScrolling: 'enabled' }),
      withNavigationErrorHandler(tellFailedLoad),
    ),
    { provide: TitleStrategy, useClass: PageTitle },
    { provide: MAT_RIPPLE_GLOBAL_OPTIONS, useValue: { disabled: true } },
  ],
};
