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
  type TextFile,
  type TextSaved,
} from '../files/text-file.contract.ts';
import { changeText, readTextFile } from '../files/text-file.ts';
import { HermesHome } from '../hermes-home.ts';
import { BundleEdits } from './bundle-edits.ts';
import { bundleQuerySchema, type BundleQuery } from './bundles.contract.ts';

/** The files as they stand, also those that are no bundle: here they are repaired. */
@ApiTags('hermes')
@Controller('api/admin/hermes/bundles/text')
export class BundleTextsController {
  constructor(
    private readonly home: HermesHome,
    private readonly edits: BundleEdits,
    private readonly editor: HermesFileEditor,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The text of a bundle’s file' })
  async text(
    @Query({ schema: bundleQuerySchema }) { profile, file }: BundleQuery,
  ): Promise<TextFile> {
    const { path } = await this.fileOf(profile, file);
    return readTextFile(this.home, profile, path);
  }

  @Put()
  @Action('hermes_bundle.change')
  @ApiOperation({ summary: 'Replace a stretch of the text that If-Match names' })
  async change(
    @Query({ schema: bundleQuerySchema }) { profile, file }: BundleQuery,
    @Body({ schema: textChangeSchema }) change: TextChange,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    const { version } = await this.editor.edit(await this.fileOf(profile, file), {
      ifMatch: versionIn(ifMatch),
      isRaw: true,
      change: (text) => changeText(text ?? '', change),
    });
    return { version };
  }

  @Get('history')
  @ApiOperation({ summary: 'What the file held before the console changed it, newest first' })
  async history(
    @Query({ schema: bundleQuerySchema }) { profile, file }: BundleQuery,
  ): Promise<PastVersionList> {
    return { items: await this.editor.history(await this.fileOf(profile, file)) };
  }

  @Get('history/:id')
  @ApiOperation({ summary: 'The text of a past version' })
  async pastText(
    @Param('id', { schema: pastIdSchema }) id: string,
    @Query({ schema: bundleQuerySchema }) { profile, file }: BundleQuery,
  ): Promise<PastText> {
    return { text: await this.editor.pastText(await this.fileOf(profile, file), id) };
  }

  @Post('restore')
  @Action('hermes_bundle.restore')
  @ApiOperation({ summary: 'Put a past version in the place of the one that If-Match names' })
  async restore(
    @Query({ schema: bundleQuerySchema }) { profile, file }: BundleQuery,
    @Body({ schema: restoreTextSchema }) { id }: z.output<typeof restoreTextSchema>,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    const edited = await this.fileOf(profile, file);
    const text = await this.editor.pastText(edited, id);
    const { version } = await this.editor.edit(edited, {
      ifMatch: versionIn(ifMatch),
      isRaw: true,
      change: () => text,
    });
    return { version };
  }

  private async fileOf(profile: string, fileName: string): Promise<EditedFile> {
    await this.home.requireProfile(profile);
    return this.edits.fileOf(profile, fileName);
  }
}
