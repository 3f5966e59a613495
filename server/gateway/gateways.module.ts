import { Module, type DynamicModule } from '@nestjs/common';
import { RequestLedger } from '../audit/request-ledger.ts';
import { GatewayDirectory } from './gateway-directory.ts';
import { GatewaysController } from './gateways.controller.ts';

/** The console's view of the gateways; the gateways themselves are apps of their own. */
@Module({})
export class GatewaysModule {
  static forRoot(directory: GatewayDirectory, ledger: RequestLedger): DynamicModule {
    return {
      module: GatewaysModule,
      controllers: [GatewaysController],
      providers: [
        { provide: GatewayDirectory, useValue: directory },
        { provide: RequestLedger, useValue: ledger },
      ],
    };
  }
}
