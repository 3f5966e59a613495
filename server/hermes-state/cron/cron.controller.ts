import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import { HermesHome } from '../hermes-home.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { CronChoicesReader } from './cron-choices.ts';
import { CronJobEdits } from './cron-job-edits.ts';
import { CronOutputFiles } from './cron-outputs.ts';
import { CronReader } from './cron-reader.ts';
import { CronRunNow } from './cron-run-now.ts';
import {
  cronChangeSchema,
  cronDraftSchema,
  jobIdSchema,
  outputNameSchema,
  previewQuerySchema,
  runQuerySchema,
  type CronChange,
  type CronChoices,
  type CronDone,
  type CronDraft,
  type CronJobDetail,
  type CronJobs,
  type CronOutput,
  type CronOutputs,
  type CronPreview,
  type CronRunPage,
  type PreviewQuery,
  type RunQuery,
} from './cron.contract.ts';
import { CronZones } from './cron-zone.ts';

/** Jobs that Hermes runs by the clock, and how their runs went. */
@ApiTags('hermes')
@Controller('api/admin/hermes/cron')
export class CronController {
  constructor(
    private readonly home: HermesHome,
    private readonly reader: CronReader,
    private readonly edits: CronJobEdits,
    private readonly runner: CronRunNow,
    private readonly outputs: CronOutputFiles,
    private readonly zones: CronZones,
    private readonly choicesReader: CronChoicesReader,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The jobs of a profile, and whether they fire' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<CronJobs> {
    return this.reader.read(profile);
  }

  @Get('preview')
  @ApiOperation({ summary: 'How Hermes reads a schedule, and the next five runs' })
  preview(
    @Query({ schema: previewQuerySchema }) { profile, schedule }: PreviewQuery,
  ): Promise<CronPreview> {
    return this.reader.preview(profile, schedule);
  }

  @Get('choices')
  @ApiOperation({ summary: 'Scripts, skills and targets that a job can name' })
  choices(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<CronChoices> {
    return this.choicesReader.read(profile);
  }

  @Get('runs')
  @ApiOperation({ summary: 'Attempts to run jobs, newest first' })
  runs(@Query({ schema: runQuerySchema }) query: RunQuery): Promise<CronRunPage> {
    return this.reader.history(query);
  }

  @Get('jobs/:job')
  @ApiOperation({ summary: 'One job as it stands in the file, and when it comes' })
  detail(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<CronJobDetail> {
    return this.reader.detail(profile, id);
  }

  @Get('jobs/:job/outputs')
  @ApiOperation({ summary: 'What runs of a job left behind, newest first' })
  async outputsOf(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<CronOutputs> {
    await this.home.requireProfile(profile);
    const zone = await this.zones.read(profile);
    return this.outputs.list(profile, id, zone.name);
  }

  @Get('jobs/:job/outputs/:output')
  @ApiOperation({ summary: 'What one run left behind, secrets hidden' })
  async output(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Param('output', { schema: outputNameSchema }) name: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<CronOutput> {
    await this.home.requireProfile(profile);
    return this.outputs.read(profile, id, name);
  }

  @Post('jobs')
  @Action('hermes_cron.create')
  @ApiOperation({ summary: 'Make a job' })
  create(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: cronDraftSchema }) draft: CronDraft,
  ): Promise<CronDone> {
    return this.edits.create(profile, draft);
  }

  @Patch('jobs/:job')
  @Action('hermes_cron.change')
  @ApiOperation({ summary: 'Change the job whose version If-Match names' })
  change(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: cronChangeSchema }) change: CronChange,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<CronDone> {
    return this.edits.edit(profile, id, change, versionIn(ifMatch));
  }

  @Post('jobs/:job/pause')
  @Action('hermes_cron.pause')
  @HttpCode(200)
  @ApiOperation({ summary: 'Keep a job from running' })
  pause(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<CronDone> {
    return this.edits.pause(profile, id);
  }

  @Post('jobs/:job/resume')
  @Action('hermes_cron.resume')
  @HttpCode(200)
  @ApiOperation({ summary: 'Let a job run again' })
  resume(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<CronDone> {
    return this.edits.resume(profile, id);
  }

  @Post('jobs/:job/run')
  @Action('hermes_cron.run')
  @HttpCode(202)
  @ApiOperation({ summary: 'Run a job at once, as a job of the console' })
  run(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<Job> {
    return this.runner.start(profile, id);
  }

  @Delete('jobs/:job')
  @Action('hermes_cron.delete')
  @ApiOperation({ summary: 'Delete a job and its outputs' })
  remove(
    @Param('job', { schema: jobIdSchema }) id: string,
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<CronDone> {
    return this.edits.remove(profile, id);
  }
}
