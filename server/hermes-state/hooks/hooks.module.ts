import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { GatewayHooksReader } from './gateway-hooks-reader.ts';
import { HookEdits } from './hook-edits.ts';
import { HookVerbs } from './hook-verbs.ts';
import { HooksController } from './hooks.controller.ts';
import { HooksReader } from './hooks-reader.ts';
import { PluginHooksReader } from './plugin-hooks-reader.ts';
import { ShellHooksReader } from './shell-hooks-reader.ts';

/** What Hermes runs at its events: shell hooks, hooks of the gateway, hooks of plugins. */
@Module({
  imports: [HermesStateModule],
  controllers: [HooksController],
  providers: [
    GatewayHooksReader,
    HookEdits,
    HooksReader,
    HookVerbs,
    PluginHooksReader,
    ShellHooksReader,
  ],
  exports: [ShellHooksReader],
})
export class HooksModule {}
