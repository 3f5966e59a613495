import {
  HttpContext,
  HttpContextToken,
  HttpErrorResponse,
  type HttpInterceptorFn,
} from '@angular/common/http';
import { catchError, throwError } from 'rxjs';
import { isTimeout, outcomeUnknown } from './problem';

/** Nothing on a page waits longer than this for the server. A text search has its own, shorter, budget there. */
export const timeLimitMs = 10_000;

/** A change of a file of Hermes waits for the lock that Hermes holds, up to 15 s, and for the disk. */
const changeLimitMs = 40_000;

const verbLimit = new HttpContextToken<number | undefined>(() => undefined);

/**
 * The context of a call that is answered when a verb of the `hermes` command has ended. It is waited for until the
 * server itself would have ended the verb; without an answer by then nobody knows whether it was done.
 */
export const verbCall = (limitMs = 200_000): HttpContext =>
  new HttpContext().set(verbLimit, limitMs);

export const limitTime: HttpInterceptorFn = (request, next) => {
  const isChange = request.method !== 'GET' && request.url.startsWith('/api/admin/hermes/');
  const changeMs = request.context.get(verbLimit) ?? (isChange ? changeLimitMs : undefined);
  const answer = next(request.clone({ timeout: request.timeout ?? changeMs ?? timeLimitMs }));
  if (changeMs === undefined) return answer;
  return answer.pipe(catchError((error: unknown) => throwError(() => asUnknown(error))));
};

function asUnknown(error: unknown): unknown {
  if (!(error instanceof HttpErrorResponse && isTimeout(error))) return error;
  const message =
    'It is not known whether it was done: no answer came in time. Look at what is there now before you try again.';
  const { headers, url } = error;
  return new HttpErrorResponse({
    ...{ headers, status: 0, statusText: error.statusText },
    ...{ url: url ?? undefined, error: { error: { code: outcomeUnknown, message } } },
  });
}
