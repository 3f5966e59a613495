import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { HermesHome } from '../hermes-home.ts';
import { FileModes } from './file-modes.ts';
import { LogExposureScan } from './log-exposure.ts';
import { SecurityJobs } from './security-jobs.ts';
import { SecurityReader } from './security-reader.ts';
import {
  askSecuritySchema,
  mendModesSchema,
  type AskSecurity,
  type HermesSecurity,
  type LogExposure,
  type MendedModes,
  type MendModes,
} from './security.contract.ts';

/** How safe a profile of Hermes is set up. */
@ApiTags('hermes')
@Controller('api/admin/hermes/security')
export class HermesSecurityController {
  constructor(
    private readonly security: SecurityReader,
    private readonly modes: FileModes,
    private readonly exposure: LogExposureScan,
    private readonly jobs: SecurityJobs,
    private readonly home: HermesHome,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What is safe, what is not, why, and what to do about it' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<HermesSecurity> {
    return this.security.read(profile);
  }

  @Get('exposure')
  @ApiOperation({ summary: 'Where secrets stand in the newest part of the logs, without them' })
  async scan(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<LogExposure> {
    await this.home.requireProfile(profile);
    return this.exposure.scan(profile);
  }

  @Post('modes')
  @Action('hermes_security.mend_modes')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Take from everybody but the owner what the named checks complain about',
  })
  async mend(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: mendModesSchema }) { ids }: MendModes,
  ): Promise<MendedModes> {
    await this.home.requireProfile(profile);
    return this.modes.mend(profile, ids);
  }

  @Post('ask')
  @Action('hermes_security.ask')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Let Hermes look for known vulnerabilities, or for what is wrong with it',
  })
  ask(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: askSecuritySchema }) asked: AskSecurity,
  ): Promise<Job> {
    return this.jobs.ask(profile, asked);
  }
}
