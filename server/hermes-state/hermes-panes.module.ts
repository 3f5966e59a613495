import { Module } from '@nestjs/common';
import { CronModule } from './cron/cron.module.ts';
import { HermesStateModule } from './hermes-state.module.ts';
import { HooksModule } from './hooks/hooks.module.ts';
import { KanbanModule } from './kanban/kanban.module.ts';
import { McpModule } from './mcp/mcp.module.ts';
import { PairingModule } from './pairing/pairing.module.ts';
import { PluginsModule } from './plugins/plugins.module.ts';
import { HermesSecurityModule } from './security/security.module.ts';
import { ToolsModule } from './tools/tools.module.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [
    HermesStateModule,
    CronModule,
    HermesSecurityModule,
    HooksModule,
    KanbanModule,
    McpModule,
    PairingModule,
    PluginsModule,
    ToolsModule,
    WebhooksModule,
  ],
})
export class HermesPanesModule {}
