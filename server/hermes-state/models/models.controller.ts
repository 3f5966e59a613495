import { Body, Controller, Get, Headers, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { ModelsEditor } from './models-editor.ts';
import { ModelsReader } from './models-reader.ts';
import {
  modelsChangesSchema,
  modelsPreviewQuerySchema,
  modelTestRequestSchema,
  type Models,
  type ModelsChanges,
  type ModelsPreview,
  type ModelsPreviewQuery,
  type ModelTestRequest,
  type ModelTestResult,
} from './models.contract.ts';

/** Primary model, fallback chain, endpoints and what else decides which model is called. */
@ApiTags('hermes')
@Controller('api/admin/hermes/models')
export class ModelsController {
  constructor(
    private readonly reader: ModelsReader,
    private readonly editor: ModelsEditor,
  ) {}

  @Get()
  read(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<Models> {
    return this.reader.read(query.profile);
  }

  /** Nothing is written, so it is a reading; the changes hold no secret. */
  @Get('preview')
  preview(
    @Query({ schema: modelsPreviewQuerySchema }) query: ModelsPreviewQuery,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<ModelsPreview> {
    return this.editor.preview(query.profile, query.changes, versionIn(ifMatch));
  }

  @Put()
  @Action('hermes_models.change')
  save(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: modelsChangesSchema }) body: ModelsChanges,
  ): Promise<Models> {
    return this.editor.save(query.profile, body.changes, versionIn(ifMatch));
  }

  @Post('test')
  @HttpCode(200)
  @Action('hermes_models.test')
  test(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Body({ schema: modelTestRequestSchema }) body: ModelTestRequest,
  ): Promise<ModelTestResult> {
    return this.editor.test(query.profile, body.row);
  }
}
