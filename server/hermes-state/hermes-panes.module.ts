import { Module } from '@nestjs/common';
import { HermesStateModule } from './hermes-state.module.ts';
import { PluginsModule } from './plugins/plugins.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, PluginsModule],
import { PairingModule } from './pairing/pairing.module.ts';
import { WebhooksModule } from './webhooks/webhooks.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, PairingModule, WebhooksModule],
import { HermesSecurityModule } from './security/security.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, HermesSecurityModule],
import { HooksModule } from './hooks/hooks.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, HooksModule],
})
export class HermesPanesModule {}
