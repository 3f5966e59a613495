import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AccessTokens } from './auth/access-tokens.ts';
import { ConsoleLogin } from './auth/console-login.ts';
import { ConsoleSessions } from './auth/console-sessions.ts';
import { TrustedSignIn } from './auth/trusted-sign-in.ts';
import { ConsoleModule, type Imports } from './console.module.ts';
import type { Database } from './database/database.ts';
import { allowAddresses } from './http/allowed-addresses.ts';
import { addApiDocs, apiDocsPath, guardApiDocs } from './http/api-docs.ts';
import { removeBasePath } from './http/base-path.ts';
import { isListed, addressList } from './http/client-address.ts';
import type { ErrorEnvelope } from './http/error.filter.ts';
import { dashboardPath, HermesDashboard } from './hermes-dashboard/hermes-dashboard.ts';
import { forbidCaching, readJsonBody } from './http/json-body.ts';
import { answerParserErrors } from './http/parser-errors.ts';
import { refuseOddRequests } from './http/refuse-odd-requests.ts';
import { sendRequestId } from './http/request-id.ts';
import { securityHeaders } from './http/security-headers.ts';
import { applyServerLimits } from './http/server-limits.ts';
import { acceptUpgrades } from './http/upgrades.ts';
import type { LogLines } from './log-lines.ts';
import { builtClientFolder, serveClient } from './serve-client.ts';
import type { Settings } from './settings.ts';

/** What a caller may add to the console or put in another place. */
export interface ConsoleParts {
  /** Modules beside the console's own. */
  readonly modules?: Imports;
  /** What this process logs; by default nothing is kept. */
  readonly log?: LogLines;
  /** The built client; by default where `ng build` puts it. */
  readonly clientFolder?: string;
}

/** Builds the console, ready to listen. Works while the database is away: what needs it then answers 503. */
export async function createConsoleApp(
  settings: Settings,
  database: Database,
  parts: ConsoleParts = {},
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    ConsoleModule.forRoot(settings, database, parts.modules, parts.log),
    { bodyParser: false, abortOnError: false },
  );
  applyServerLimits(app.getHttpServer());
  answerParserErrors(app.getHttpServer(), ({ code, message }, requestId): ErrorEnvelope => {
    return { error: { code, message, requestId } };
  });
  const trusted = addressList(settings.trustProxy);
  // A client that has gone has no address.
  app.set('trust proxy', (address?: string) => isListed(address ?? '', trusted));
  app.disable('x-powered-by');

  app.use(sendRequestId);
  app.use(securityHeaders(settings.publicUrl));
  app.use(removeBasePath(settings.basePath));
  app.use(allowAddresses(settings));
  app.use(refuseOddRequests);
  app.use(serveClient(parts.clientFolder ?? builtClientFolder, settings.basePath));
  const { open } = app.get(ConsoleSessions);
  const { recognise } = app.get(ConsoleLogin);
  const { recognise: recogniseProxied } = app.get(TrustedSignIn);
  const recogniseToken = app.get(AccessTokens).recognise;
  app.use('/api', forbidCaching, open, recognise, recogniseToken, recogniseProxied);
  app.use(dashboardPath, open, recognise, recogniseProxied, app.get(HermesDashboard).handle);
  if (settings.dashboardUrl !== undefined) {
    const end = acceptUpgrades(app.getHttpServer(), app.getHttpAdapter().getInstance());
    app.get(HermesDashboard).endUpgradesWith(end);
  }
  app.use(readJsonBody);
  app.use(`/${apiDocsPath}`, guardApiDocs);
  addApiDocs(app, settings);
  return app.init();
}
