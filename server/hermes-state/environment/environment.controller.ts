import { Body, Controller, Get, Headers, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { EnvironmentEditor } from './environment-editor.ts';
import {
  environmentChangesSchema,
  type Environment,
  type EnvironmentChanges,
} from './environment.contract.ts';

/** Environment keys of a profile. Values go in and never come out. */
@ApiTags('hermes')
@Controller('api/admin/hermes/environment')
export class EnvironmentController {
  constructor(private readonly environment: EnvironmentEditor) {}

  @Get()
  read(@Query({ schema: profileQuerySchema }) query: ProfileQuery): Promise<Environment> {
    return this.environment.read(query.profile);
  }

  @Patch()
  @Action('hermes_environment.change')
  save(
    @Query({ schema: profileQuerySchema }) query: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: environmentChangesSchema }) body: EnvironmentChanges,
  ): Promise<Environment> {
    return this.environment.save(query.profile, body.changes, versionIn(ifMatch));
  }
}
