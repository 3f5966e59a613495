import { Body, Controller, Get, Headers, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { PromptSizes } from './prompt-sizes.ts';
import { ToolVerbs } from './tool-verbs.ts';
import { ToolsChanges } from './tools-changes.ts';
import { ToolsReader } from './tools-reader.ts';
import {
  switchToolsetSchema,
  toolsChangeSchema,
  type SwitchToolset,
  type Tools,
  type ToolsChange,
  type ToolsPreview,
} from './tools.contract.ts';

/** Which tools agents get on which platform, and how that is changed. */
@ApiTags('hermes')
@Controller('api/admin/hermes/tools')
export class ToolsController {
  constructor(
    private readonly reader: ToolsReader,
    private readonly changes: ToolsChanges,
    private readonly verbs: ToolVerbs,
    private readonly sizes: PromptSizes,
    private readonly command: HermesCommand,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every toolset on every platform: on or off, and why' })
  async read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Tools> {
    const { tools } = await this.reader.read(profile);
    const { unavailableReason } = this.command;
    return { ...tools, promptSize: this.sizes.of(profile), unavailableReason };
  }

  @Post('preview')
  @HttpCode(200)
  @Action('hermes_tools.preview')
  @ApiOperation({ summary: 'What a change of config.yaml would write' })
  preview(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: toolsChangeSchema }) change: ToolsChange,
  ): Promise<ToolsPreview> {
    return this.changes.preview(profile, change);
  }

  @Put()
  @Action('hermes_tools.change')
  @ApiOperation({ summary: 'Change the list of a platform in config.yaml, comments kept' })
  async change(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: toolsChangeSchema }) change: ToolsChange,
  ): Promise<TextSaved> {
    const { version } = await this.changes.make(profile, change, versionIn(ifMatch));
    return { version };
  }

  @Post('switch')
  @HttpCode(202)
  @Action('hermes_tools.switch')
  @ApiOperation({ summary: 'Enable or disable a toolset by the hermes command, as a job' })
  async switch(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: switchToolsetSchema }) change: SwitchToolset,
  ): Promise<Job> {
    return this.verbs.switch(profile, change, versionIn(ifMatch));
  }

  @Post('prompt-size')
  @HttpCode(202)
  @Action('hermes_tools.measure')
  @ApiOperation({ summary: 'Measure the prompt of a new session by the hermes command, as a job' })
  measure(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Job> {
    return this.verbs.measure(profile);
  }
}
