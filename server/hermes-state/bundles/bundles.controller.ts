import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { HermesHome } from '../hermes-home.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { BundleEdits } from './bundle-edits.ts';
import {
  bundleDraftSchema,
  bundlePreviewQuerySchema,
  bundleQuerySchema,
  type BundleDraft,
  type BundlePreview,
  type BundlePreviewQuery,
  type BundleQuery,
  type Bundles,
  type BundleSaved,
} from './bundles.contract.ts';
import { BundlesReader } from './bundles-reader.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/bundles')
export class BundlesController {
  constructor(
    private readonly reader: BundlesReader,
    private readonly edits: BundleEdits,
    private readonly editor: HermesFileEditor,
    private readonly home: HermesHome,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The bundles of a profile, and the files that are none' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Bundles> {
    return this.reader.read(profile);
  }

  @Post('preview')
  @HttpCode(200)
  @Action('hermes_bundle.preview')
  @ApiOperation({ summary: 'What a draft would make of the file, or of a new one' })
  preview(
    @Query({ schema: bundlePreviewQuerySchema }) { profile, file }: BundlePreviewQuery,
    @Body({ schema: bundleDraftSchema }) draft: BundleDraft,
  ): Promise<BundlePreview> {
    return this.edits.preview(profile, file, draft);
  }

  @Post()
  @Action('hermes_bundle.create')
  @ApiOperation({ summary: 'Make a bundle' })
  create(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: bundleDraftSchema }) draft: BundleDraft,
  ): Promise<BundleSaved> {
    return this.edits.create(profile, draft);
  }

  @Put()
  @Action('hermes_bundle.change')
  @ApiOperation({ summary: 'Change what the bundle that If-Match names says' })
  change(
    @Query({ schema: bundleQuerySchema }) { profile, file }: BundleQuery,
    @Body({ schema: bundleDraftSchema }) draft: BundleDraft,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    return this.edits.change(profile, file, draft, versionIn(ifMatch));
  }

  @Delete()
  @HttpCode(204)
  @Action('hermes_bundle.delete')
  @ApiOperation({ summary: 'Delete the file that If-Match names; its history keeps it' })
  async remove(
    @Query({ schema: bundleQuerySchema }) { profile, file }: BundleQuery,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    await this.home.requireProfile(profile);
    await this.editor.remove(this.edits.fileOf(profile, file), versionIn(ifMatch));
  }
}
