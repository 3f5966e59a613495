import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { RequestHandler } from 'express';
import type { Settings } from '../settings.ts';
import { version } from '../version.ts';
import { NotAuthenticated } from './refusals.ts';
import { allowInlineStyles } from './security-headers.ts';

/** Before the pages below, which no guard of a handler protects. */
export const guardApiDocs: RequestHandler[] = [
  (request, _response, next) => next(request.user ? undefined : new NotAuthenticated()),
  allowInlineStyles,
];

export const apiDocsPath = 'api/docs';

/** `/api/docs` for people, `/api/docs/openapi.json` for programs; made at the first request. */
export function addApiDocs(
  app: INestApplication,
  { sessionCookieName, basePath }: Pick<Settings, 'sessionCookieName' | 'basePath'>,
): void {
  const builder = new DocumentBuilder()
    .setTitle('Hermes Control Plane')
    .setDescription(
      'The API of the console. Log in with `POST /api/auth/login`, or send an access token (`Authorization: Bearer hcp_…`).',
    )
    .setVersion(version)
    .addCookieAuth(sessionCookieName)
    .addBearerAuth();
  // Without it programs take the root of the host.
  if (basePath !== '') builder.addServer(basePath);
  const config = builder.build();
  SwaggerModule.setup(apiDocsPath, app, () => SwaggerModule.createDocument(app, config), {
    raw: ['json'],
    jsonDocumentUrl: `${apiDocsPath}/openapi.json`,
  });
}
