import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { PluginChanges } from './plugin-changes.ts';
import { PluginReviews } from './plugin-reviews.ts';
import { PluginTexts } from './plugin-texts.ts';
import { PluginVerbs } from './plugin-verbs.ts';
import { PluginsController } from './plugins.controller.ts';
import { PluginsReader } from './plugins-reader.ts';

/** Plugins of Hermes: which there are, and what `hermes plugins` does with them. */
@Module({
  imports: [HermesStateModule],
  controllers: [PluginsController],
  providers: [PluginChanges, PluginReviews, PluginsReader, PluginTexts, PluginVerbs],
})
export class PluginsModule {}
