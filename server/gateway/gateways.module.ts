import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { GatewayDirectory } from './gateway-directory.ts';
import { GatewaysController } from './gateways.controller.ts';

/** The console's view of the gateways; the gateways themselves are apps of their own. */
@Module({
  imports: [AuditModule],
  controllers: [GatewaysController],
  providers: [GatewayDirectory],
  exports: [GatewayDirectory],
})
export class GatewaysModule {}
