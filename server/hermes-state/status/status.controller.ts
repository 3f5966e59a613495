import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { AllGatewayVerbs } from './all-gateways.ts';
import { GatewayVerbs } from './gateway-verbs.ts';
import {
  allGatewaysSchema,
  askSchema,
  endGatewaySchema,
  runGatewaySchema,
  startGatewaySchema,
  type AllGateways,
  type Ask,
  type EndGateway,
  type HermesStatus,
  type ProfileGateways,
  type RunGateway,
  type StartGateway,
} from './status.contract.ts';
import { StatusReader } from './status-reader.ts';

/** How Hermes does, and its gateway's verbs. Each verb answers with the job that does it. */
@ApiTags('hermes')
@Controller('api/admin/hermes/status')
export class StatusController {
  constructor(
    private readonly status: StatusReader,
    private readonly verbs: GatewayVerbs,
    private readonly all: AllGatewayVerbs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Gateway, cron ticker and version of a profile, verified' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<HermesStatus> {
    return this.status.read(profile);
  }

  @Get('profiles')
  @ApiOperation({ summary: 'The gateway of every profile' })
  profiles(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<ProfileGateways> {
    return this.status.profiles(profile);
  }

  @Post('gateway/run')
  @Action('hermes_gateway.run')
  @HttpCode(202)
  @ApiOperation({ summary: 'Run the gateway in the background of this process' })
  run(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: runGatewaySchema }) how: RunGateway,
  ): Promise<Job> {
    return this.verbs.run(profile, how);
  }

  @Post('gateway/start')
  @Action('hermes_gateway.start')
  @HttpCode(202)
  @ApiOperation({ summary: "Start the gateway's service" })
  start(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: startGatewaySchema }) how: StartGateway,
  ): Promise<Job> {
    return this.verbs.start(profile, how);
  }

  @Post('gateway/stop')
  @Action('hermes_gateway.stop')
  @HttpCode(202)
  @ApiOperation({ summary: 'Stop the gateway, at once or when no agent is at work' })
  stop(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: endGatewaySchema }) how: EndGateway,
  ): Promise<Job> {
    return this.verbs.stop(profile, how);
  }

  @Post('gateway/restart')
  @Action('hermes_gateway.restart')
  @HttpCode(202)
  @ApiOperation({ summary: 'Restart the gateway, at once or when no agent is at work' })
  restart(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: endGatewaySchema }) how: EndGateway,
  ): Promise<Job> {
    return this.verbs.restart(profile, how);
  }

  @Post('gateway/all')
  @Action('hermes_gateway.end_all')
  @HttpCode(202)
  @ApiOperation({ summary: 'End the gateways of all profiles, and start one again if wanted' })
  endAll(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: allGatewaysSchema }) wanted: AllGateways,
  ): Promise<Job> {
    return this.all.run(profile, wanted);
  }

  @Post('ask')
  @Action('hermes_gateway.ask')
  @HttpCode(202)
  @ApiOperation({ summary: 'Ask the hermes command itself' })
  ask(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: askSchema }) { question }: Ask,
  ): Promise<Job> {
    return this.verbs.ask(profile, question);
  }
}
