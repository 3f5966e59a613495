import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { PluginToolsReader } from './plugin-tools.ts';
import { PromptSizes } from './prompt-sizes.ts';
import { ToolVerbs } from './tool-verbs.ts';
import { ToolsChanges } from './tools-changes.ts';
import { ToolsReader } from './tools-reader.ts';
import { ToolsController } from './tools.controller.ts';

/** Toolsets by platform. */
@Module({
  imports: [HermesStateModule],
  controllers: [ToolsController],
  providers: [PluginToolsReader, PromptSizes, ToolsChanges, ToolsReader, ToolVerbs],
})
export class ToolsModule {}
