import { HttpTestingController, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

/** Waits for a request to a path (the query may be anything) and hands it over. Fails after twenty seconds. */
export async function requestTo(path: string, method = 'GET'): Promise<TestRequest> {
  const http = TestBed.inject(HttpTestingController);
  for (let attempt = 0; attempt < 2000; attempt++) {
    const [found] = http.match((request) => request.url === path && request.method === method);
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`No ${method} ${path} was sent.`);
}

/** Answers with the error envelope of the API. */
export function refuse(
  request: TestRequest,
  status: number,
  error: { readonly code: string; readonly message?: string; readonly details?: object },
  headers: Record<string, string> = {},
): void {
  const body = { error: { message: 'Refused.', requestId: 'req-1', ...error } };
  request.flush(body, { status, statusText: 'Refused', headers });
}

/** Ends as a call does that was waited for too long. */
export function giveUp(request: TestRequest): void {
  request.error(new DOMException('Timed out', 'TimeoutError') as unknown as ProgressEvent);
}
