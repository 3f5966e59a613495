import { Body, Controller, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import {
  pastIdSchema,
  restoreTextSchema,
  textChangeSchema,
  type PastText,
  type PastVersionList,
  type TextChange,
  type TextSaved,
} from '../files/text-file.contract.ts';
import { changeText } from '../files/text-file.ts';
import { HermesHome } from '../hermes-home.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { memoryPaths, MemoryReader } from './memory-reader.ts';
import {
  memoryTargetSchema,
  type Memory,
  type MemoryTarget,
  type MemoryText,
} from './memory.contract.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/memory')
export class MemoryController {
  constructor(
    private readonly memory: MemoryReader,
    private readonly editor: HermesFileEditor,
    private readonly home: HermesHome,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How much Hermes remembers, and by which settings' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Memory> {
    return this.memory.read(profile);
  }

  @Get(':target')
  @ApiOperation({ summary: 'The text of one of the two files, and its version' })
  text(
    @Param('target', { schema: memoryTargetSchema }) target: MemoryTarget,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<MemoryText> {
    return this.memory.text(profile, target);
  }

  @Put(':target')
  @Action('hermes_memory.change')
  @ApiOperation({ summary: 'Replace a stretch of the text that If-Match names' })
  async change(
    @Param('target', { schema: memoryTargetSchema }) target: MemoryTarget,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: textChangeSchema }) change: TextChange,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    const file = await this.fileOf(profile, target);
    const { version } = await this.editor.edit(file, {
      ifMatch: versionIn(ifMatch),
      change: (text) => changeText(text ?? '', change),
    });
    return { version };
  }

  @Get(':target/history')
  @ApiOperation({ summary: 'What the file held before the console changed it, newest first' })
  async history(
    @Param('target', { schema: memoryTargetSchema }) target: MemoryTarget,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<PastVersionList> {
    return { items: await this.editor.history(await this.fileOf(profile, target)) };
  }

  @Get(':target/history/:id')
  @ApiOperation({ summary: 'The text of a past version' })
  async pastText(
    @Param('target', { schema: memoryTargetSchema }) target: MemoryTarget,
    @Param('id', { schema: pastIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<PastText> {
    return { text: await this.editor.pastText(await this.fileOf(profile, target), id) };
  }

  @Post(':target/restore')
  @Action('hermes_memory.restore')
  @ApiOperation({ summary: 'Put a past version in the place of the one that If-Match names' })
  async restore(
    @Param('target', { schema: memoryTargetSchema }) target: MemoryTarget,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: restoreTextSchema }) { id }: z.output<typeof restoreTextSchema>,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    const file = await this.fileOf(profile, target);
    const text = await this.editor.pastText(file, id);
    const { version } = await this.editor.edit(file, {
      ifMatch: versionIn(ifMatch),
      change: () => text,
    });
    return { version };
  }

  private async fileOf(profile: string, target: MemoryTarget): Promise<EditedFile> {
    await this.home.requireProfile(profile);
    return { profile, path: memoryPaths[target], format: 'text' };
  }
}
