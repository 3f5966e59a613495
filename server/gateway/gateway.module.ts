import { Module, type DynamicModule } from '@nestjs/common';
import { ApiKeyVerifier } from '../api-users/api-key-verifier.ts';
import { RefusalCounters } from '../audit/refusal-counters.ts';
import type { Standing } from '../audit/ledger-records.ts';
import type { RequestLedger } from '../audit/request-ledger.ts';
import { isAway } from '../database/database.ts';
import { AddressLimiter } from '../http/address-limiter.ts';
import type { GatewayName, Settings } from '../settings.ts';
import { ApiKeyGuard } from './api-key.guard.ts';
import { Exchanges } from './exchanges.ts';
import type { GatewayActivity } from './gateway-activity.ts';
import { GatewayContext } from './gateway-context.ts';
import { GatewayController } from './gateway.controller.ts';
import {
  standingUnavailable,
  upstreamNotConfigured,
  upstreamUnavailable,
} from './gateway-error.ts';
import { ModelList } from './model-list.ts';
import { connectOptions } from './connect-options.ts';
import { Standings } from './standings.ts';
import { UpstreamConnections } from './upstream-call.ts';
import { Uploads } from './uploads.ts';
import type { Upstream, UpstreamTarget } from './upstreams.ts';

/** What makes one gateway differ from the other, and what both share with the console in this process. */
export interface GatewayProfile {
  readonly name: GatewayName;
  readonly settings: Settings;
  readonly upstream: Upstream;
  readonly ports: ReadonlyMap<GatewayName, number>;
  readonly ledger: RequestLedger;
  readonly verifier: ApiKeyVerifier;
  /** Keys that are not ours, by address; good keys of the same address are not held up. */
  readonly badKeys: AddressLimiter;
  readonly refusals: RefusalCounters;
  readonly activity: GatewayActivity;
}

/** One gateway. It is started twice, once for each profile, on two ports. */
@Module({})
export class GatewayModule {
  static forRoot(profile: GatewayProfile): DynamicModule {
    const { name, settings, upstream, ports, ledger, verifier, badKeys, refusals, activity } =
      profile;
    const connections = new UpstreamConnections(settings, connectOptions(upstream.state.kind));
    const requireTarget = () => targetOf(upstream);
    const exchanges = new Exchanges({
      gateway: name,
      ledger,
      activity,
      connections,
      uploads: new Uploads(),
      auditMaxBytes: settings.auditMaxBytes,
      requireTarget,
    });
    return {
      module: GatewayModule,
      controllers: [GatewayController],
      providers: [
        ApiKeyGuard,
        { provide: AddressLimiter, useValue: badKeys },
        { provide: GatewayContext, useValue: new GatewayContext(name, settings, ports) },
        { provide: Exchanges, useValue: exchanges },
        { provide: ModelList, useValue: new ModelList(connections, requireTarget) },
        { provide: UpstreamConnections, useValue: connections },
        { provide: Standings, useValue: new Standings((id) => standingOf(ledger, id)) },
        { provide: ApiKeyVerifier, useValue: verifier },
        { provide: RefusalCounters, useValue: refusals },
      ],
    };
  }
}

async function standingOf(ledger: RequestLedger, apiUserId: string): Promise<Standing> {
  try {
    return await ledger.standing(apiUserId);
  } catch (error) {
    throw isAway(error) ? standingUnavailable() : error;
  }
}

function targetOf(upstream: Upstream): UpstreamTarget {
  const target = upstream.target();
  if (target) return target;
  throw upstream.state.kind === 'none'
    ? upstreamNotConfigured()
    : upstreamUnavailable(upstream.state.reason);
}
