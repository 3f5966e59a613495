import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Action } from '../../admin-events/action.decorator.ts';
import {
  jobOutputQuerySchema,
  type Job,
  type JobList,
  type JobOutput,
  type JobOutputQuery,
} from './jobs.contract.ts';
import { Jobs } from './jobs.ts';

/** Verbs of the `hermes` command that run or ran here. Each pane starts its own. */
@ApiTags('hermes')
@Controller('api/admin/hermes/jobs')
export class JobsController {
  constructor(private readonly jobs: Jobs) {}

  @Get()
  @ApiOperation({ summary: 'Jobs of this process, newest first' })
  list(): JobList {
    return this.jobs.list();
  }

  @Get(':id')
  @ApiOperation({ summary: 'How a job stands and what it wrote' })
  output(
    @Param('id', { schema: z.uuid() }) id: string,
    @Query({ schema: jobOutputQuerySchema }) { after }: JobOutputQuery,
  ): JobOutput {
    return this.jobs.output(id.toLowerCase(), after);
  }

  @Post(':id/cancel')
  @Action('hermes_job.cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'End a running job and everything it started' })
  cancel(@Param('id', { schema: z.uuid() }) id: string): Job {
    return this.jobs.cancel(id.toLowerCase());
  }
}
