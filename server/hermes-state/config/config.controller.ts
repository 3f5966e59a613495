import { Body, Controller, Get, Headers, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { ConfigEditor } from './config-editor.ts';
import { configFields } from './config-fields.ts';
import {
  configCheckSchema,
  configSaveSchema,
  type Config,
  type ConfigCheck,
  type ConfigDraft,
  type ConfigHistory,
  type ConfigSave,
  type ConfigSchema,
  type PastConfigText,
} from './config.contract.ts';

const idSchema = z.string().max(64);

/** The configuration of a profile: as a form, as a text, and as it was. */
@ApiTags('hermes')
@Controller('api/admin/hermes/config')
export class ConfigController {
  constructor(private readonly config: ConfigEditor) {}

  @Get()
  read(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<Config> {
    return this.config.read(query.profile);
  }

  /** Every setting that Hermes knows, whatever the profile. */
  @Get('schema')
  async schema(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<ConfigSchema> {
    await this.config.read(query.profile);
    return { version: '0.19', fields: [...configFields] };
  }

  @Post('check')
  @HttpCode(200)
  @Action('hermes_config.preview')
  check(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Body({ schema: configCheckSchema }) body: ConfigCheck,
  ): Promise<ConfigDraft> {
    return this.config.check(query.profile, body);
  }

  @Put()
  @Action('hermes_config.change')
  save(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: configSaveSchema }) body: ConfigSave,
  ): Promise<Config> {
    return this.config.save(query.profile, body.text, versionIn(ifMatch));
  }

  /** As `PUT`, by somebody who has seen that the file is another one by now. */
  @Put('overwrite')
  @Action('hermes_config.overwrite')
  overwrite(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: configSaveSchema }) body: ConfigSave,
  ): Promise<Config> {
    return this.config.save(query.profile, body.text, versionIn(ifMatch));
  }

  @Get('history')
  history(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<ConfigHistory> {
    return this.config.history(query.profile);
  }

  @Get('history/:id')
  past(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Param('id', { schema: idSchema }) id: string,
  ): Promise<PastConfigText> {
    return this.config.past(query.profile, id);
  }

  @Post('history/:id/restore')
  @HttpCode(200)
  @Action('hermes_config.restore')
  restore(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Param('id', { schema: idSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<Config> {
    return this.config.restore(query.profile, id, versionIn(ifMatch));
  }
}
