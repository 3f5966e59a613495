import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { clientAddress, addressList } from './http/client-address.ts';
import { boundConnections } from './http/connection-bound.ts';
import { Departure } from './http/departure.ts';
import { answerParserErrors } from './http/parser-errors.ts';
import { applyServerLimits, mostConnections } from './http/server-limits.ts';
import { cors } from './gateway/cors.ts';
import { Exchanges } from './gateway/exchanges.ts';
import { invalidRequest } from './gateway/gateway-error.ts';
import { GatewayErrorFilter } from './gateway/gateway-error.filter.ts';
import { GatewayContext } from './gateway/gateway-context.ts';
import { GatewayModule, type GatewayProfile } from './gateway/gateway.module.ts';
import { ModelList } from './gateway/model-list.ts';
import { receive } from './gateway/receive.ts';
import { UpstreamConnections } from './gateway/upstream-call.ts';

/** A gateway that is built and may listen. */
export interface GatewayApp {
  readonly app: NestExpressApplication;
  readonly exchanges: Exchanges;
  readonly models: ModelList;
  /** From now on clients are asked to leave; what they send is served as ever. */
  announceStop(): void;
  /** Closes the listener, lets running requests finish within the time, then ends them. */
  stop(drainTimeoutMs: number): Promise<void>;
}

/** Builds one gateway: a bare app without a body parser, because bodies pass through. */
export async function createGatewayApp(profile: GatewayProfile): Promise<GatewayApp> {
  const { settings, upstream, refusals, verifier, activity } = profile;
  const app = await NestFactory.create<NestExpressApplication>(GatewayModule.forRoot(profile), {
    bodyParser: false,
    abortOnError: false,
  });
  const server = app.getHttpServer();
  applyServerLimits(server);
  answerParserErrors(server, ({ message, status, code }) => {
    refusals.count(profile.name, code, null);
    return invalidRequest(message, undefined, status, code).body;
  });
  const departure = new Departure(server, settings.drainDelayMs);
  const trusted = addressList(settings.trustProxy);
  app.disable('x-powered-by');
  app.disable('etag');
  app.use(
    receive({
      clientAddress: (request) => clientAddress(request, trusted),
      isDemo: () => upstream.state.kind === 'demo',
      isSurplus: boundConnections(server, mostConnections),
    }),
  );
  app.use(cors(settings.corsOrigins));
  app.useGlobalFilters(new GatewayErrorFilter(app.get(GatewayContext), refusals, activity));
  const exchanges = app.get(Exchanges);
  verifier.onChange(({ apiUserId, endStreams }) => {
    if (endStreams) exchanges.stopAllOf(apiUserId);
  });
  await app.init();
  return {
    app,
    exchanges,
    models: app.get(ModelList),
    announceStop: () => departure.announce(),
    async stop(drainTimeoutMs) {
      const endsAt = performance.now() + drainTimeoutMs;
      // What is only arriving, waits for its key to be looked up or asks for models is no exchange, or not yet.
      const isBusy = () => exchanges.count > 0 || departure.isServing();
      const { closed } = await departure.leave(isBusy, drainTimeoutMs);
      await exchanges.drain(Math.max(0, endsAt - performance.now()));
      const lastWrites = setTimeout(() => server.closeAllConnections(), 2000);
      await closed;
      clearTimeout(lastWrites);
      await app.get(UpstreamConnections).close();
      await app.close();
    },
  };
}
