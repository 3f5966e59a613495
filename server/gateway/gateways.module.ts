import { Module, type DynamicModule } from '@nestjs/common';
import { ApiKeyVerifier } from '../api-users/api-key-verifier.ts';
import { RequestLedger } from '../audit/request-ledger.ts';
import { FiguresReport } from './figures-report.ts';
import { GatewayActivity } from './gateway-activity.ts';
import { GatewayDirectory } from './gateway-directory.ts';
import { GatewaysController } from './gateways.controller.ts';

/** What the gateways of this process share with its console. */
export interface SharedWithConsole {
  readonly directory: GatewayDirectory;
  readonly activity: GatewayActivity;
  readonly ledger: RequestLedger;
  readonly verifier: ApiKeyVerifier;
}

/** The console's view of the gateways; the gateways themselves are apps of their own. */
@Module({})
export class GatewaysModule {
  static forRoot({ directory, activity, ledger, verifier }: SharedWithConsole): DynamicModule {
    return {
      module: GatewaysModule,
      // For the modules that watch what the gateways do.
      global: true,
      controllers: [GatewaysController],
      providers: [
        FiguresReport,
        { provide: GatewayActivity, useValue: activity },
        { provide: GatewayDirectory, useValue: directory },
        { provide: RequestLedger, useValue: ledger },
        { provide: ApiKeyVerifier, useValue: verifier },
      ],
      exports: [FiguresReport, GatewayActivity, GatewayDirectory, RequestLedger, ApiKeyVerifier],
    };
  }
}
