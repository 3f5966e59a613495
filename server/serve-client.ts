import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { constants } from 'node:zlib';
import compression from 'compression';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { serverPaths } from './http/base-path.ts';
import { cspNonceOf } from './http/security-headers.ts';
import { packageFolder } from './version.ts';

/** Where `ng build` puts what a browser loads. */
export const builtClientFolder = join(packageFolder, 'dist', 'client', 'browser');

/** `main-ABCD1234.js`: Angular's build names a file after its content. */
const hashedName = /-[0-9A-Z]{8}\.[a-z0-9]+$/;

/**
 * The client's files, and its `index.html` for every address a person may open in it. A missing file stays missing:
 * HTML in place of a script only hides what is wrong. `basePath` is where browsers see all this, without a slash at its end.
 */
export function serveClient(folder: string, basePath = ''): RequestHandler[] {
  const files = express.static(folder, {
    index: false,
    redirect: false,
    setHeaders: (response, path) =>
      response.setHeader(
        'cache-control',
        hashedName.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ),
  });
  // A sixteenth smaller than with the 4 of the middleware, in the same time.
  const compress = compression({ brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } } });
  return [
    // Only files: answers of the API may hold secrets beside what a client sent, whose length must not show.
    (request, response, next) =>
      serverPaths.test(request.path) ? next() : compress(request, response, next),
    (request, response, next) =>
      serverPaths.test(request.path) || request.path === '/index.html'
        ? next()
        : files(request, response, next),
    (request, response, next) => {
      if (!isNavigation(request)) return next();
      sendPage(folder, basePath, response).catch(next);
    },
  ];
}

/** Somebody opens or reloads a page of the client. */
function isNavigation(request: Request): boolean {
  return (
    (request.method === 'GET' || request.method === 'HEAD') &&
    (request.headers.accept?.includes('text/html') ?? false) &&
    !serverPaths.test(request.path) &&
    (request.path === '/index.html' || !/\.[^/]*$/.test(request.path))
  );
}

async function sendPage(folder: string, basePath: string, response: Response): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  });
  // The nonce is for this answer only.
  response.setHeader('cache-control', 'no-store');
  response.type('html');
  if (page === undefined) response.status(503).send(notBuiltPage);
  else response.send(withNonce(atBase(page, basePath), cspNonceOf(response)));
}

/** The page names its parts, and the client its pages and calls, relative to this. */
const atBase = (page: string, basePath: string): string =>
  page.replace(/<base href="\/"/, `<base href="${basePath}/"`);

/** Angular's build repeats the value of `ngCspNonce` wherever it writes a style or script into the page. */
function withNonce(page: string, nonce: string): string {
  const placeholder = /\sngCspNonce="([^"]+)"/i.exec(page)?.[1];
  return placeholder === undefined
    ? page.replace('<app-root', `<app-root ngCspNonce="${nonce}"`)
    : page.replaceAll(`"${placeholder}"`, `"${nonce}"`);
}

const notBuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Hermes Control Plane</title>
<h1>The console is not built</h1>
<p>The server runs, and its API answers under <code>/api</code>. Build the pages with
<code>npm run build</code>, then reload.</p>
`;
