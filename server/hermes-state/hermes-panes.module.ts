import { Module } from '@nestjs/common';
import { HermesStateModule } from './hermes-state.module.ts';
import { McpModule } from './mcp/mcp.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, McpModule],
})
export class HermesPanesModule {}
