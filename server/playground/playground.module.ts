import { Module } from '@nestjs/common';
import { AdminEventsModule } from '../admin-events/admin-events.module.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { Playground } from './playground.ts';
import { PlaygroundController } from './playground.controller.ts';

/** Trying a model out from the console. */
@Module({
  imports: [AdminEventsModule, AuditModule],
  controllers: [PlaygroundController],
  providers: [Playground],
})
export class PlaygroundModule {}
