import { Body, Controller, Get, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
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
import { SkillTexts } from './skill-texts.ts';
import {
  skillQuerySchema,
  skillTextQuerySchema,
  type SkillFiles,
  type SkillQuery,
  type SkillText,
  type SkillTextQuery,
} from './skills.contract.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/skills')
export class SkillTextsController {
  constructor(
    private readonly texts: SkillTexts,
    private readonly editor: HermesFileEditor,
  ) {}

  @Get('files')
  @ApiOperation({ summary: 'What lies in the folder of a skill' })
  files(@Query({ schema: skillQuerySchema }) query: SkillQuery): Promise<SkillFiles> {
    return this.texts.files(query);
  }

  @Get('text')
  @ApiOperation({ summary: 'The text of a file of a skill, and whether it can be changed' })
  text(@Query({ schema: skillTextQuerySchema }) query: SkillTextQuery): Promise<SkillText> {
    return this.texts.text(query);
  }

  @Put('text')
  @Action('hermes_skill.change')
  @ApiOperation({ summary: 'Replace a stretch of the SKILL.md that If-Match names' })
  async change(
    @Query({ schema: skillTextQuerySchema }) query: SkillTextQuery,
    @Body({ schema: textChangeSchema }) change: TextChange,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    const { version } = await this.editor.edit(await this.texts.editable(query), {
      ifMatch: versionIn(ifMatch),
      change: (text) => changeText(text ?? '', change),
    });
    return { version };
  }

  @Get('text/history')
  @ApiOperation({ summary: 'What the file held before the console changed it, newest first' })
  async history(
    @Query({ schema: skillTextQuerySchema }) query: SkillTextQuery,
  ): Promise<PastVersionList> {
    return { items: await this.editor.history(await this.texts.named(query)) };
  }

  @Get('text/history/:id')
  @ApiOperation({ summary: 'The text of a past version' })
  async pastText(
    @Param('id', { schema: pastIdSchema }) id: string,
    @Query({ schema: skillTextQuerySchema }) query: SkillTextQuery,
  ): Promise<PastText> {
    return { text: await this.editor.pastText(await this.texts.named(query), id) };
  }

  @Post('text/restore')
  @Action('hermes_skill.restore_text')
  @ApiOperation({ summary: 'Put a past version in the place of the one that If-Match names' })
  async restore(
    @Query({ schema: skillTextQuerySchema }) query: SkillTextQuery,
    @Body({ schema: restoreTextSchema }) { id }: z.output<typeof restoreTextSchema>,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    const file = await this.texts.editable(query);
    const text = await this.editor.pastText(file, id);
    const { version } = await this.editor.edit(file, {
      ifMatch: versionIn(ifMatch),
      change: () => text,
    });
    return { version };
  }
}
