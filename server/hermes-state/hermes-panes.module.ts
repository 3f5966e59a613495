import { Module } from '@nestjs/common';
import { HermesStateModule } from './hermes-state.module.ts';
import { ToolsModule } from './tools/tools.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, ToolsModule],
})
export class HermesPanesModule {}
