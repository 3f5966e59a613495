import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { BodyTooLarge, MalformedJson, MalformedRequest, UnsupportedMediaType } from './refusals.ts';

const largestBodyBytes = 1_048_576;

const parse = express.json({ limit: largestBodyBytes, inflate: false });

/** Reads JSON and nothing else: a form or `text/plain` needs no preflight, so another site could send it. */
export const readJsonBody: RequestHandler = (request, response, next) => {
  if (hasBody(request) && !request.is('application/json'))
    return next(new UnsupportedMediaType('Send the body as application/json.'));
  parse(request, response, (error?: unknown) => next(error && refusalOfBody(error)));
};

/** RFC 9112, 6.3: a body is announced by one of these. `Content-Length: 0` announces none. */
function hasBody(request: Request): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined ||
    Number(request.headers['content-length'] ?? 0) > 0
  );
}

/** body-parser names what went wrong in `type`. */
function refusalOfBody(error: unknown): unknown {
  switch ((error as { type?: string }).type) {
    case 'entity.parse.failed':
      return new MalformedJson();
    case 'entity.too.large':
      return new BodyTooLarge();
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new UnsupportedMediaType('Send the body as UTF-8 without a Content-Encoding.');
    case 'request.aborted':
    case 'request.size.invalid':
      return new MalformedRequest('The body is incomplete.');
    default:
      return error;
  }
}

/** For routes below which nothing may be cached. */
export function forbidCaching(_request: Request, response: Response, next: NextFunction): void {
  response.setHeader('cache-control', 'no-store');
  next();
}
