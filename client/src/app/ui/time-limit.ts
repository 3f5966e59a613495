import type { HttpInterceptorFn } from '@angular/common/http';

/** Nothing on a page waits longer than this for the server. A text search has its own, shorter, budget there. */
export const timeLimitMs = 10_000;

export const limitTime: HttpInterceptorFn = (request, next) =>
  next(request.timeout === undefined ? request.clone({ timeout: timeLimitMs }) : request);
