import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { GatewayVerbs } from './gateway-verbs.ts';
import {
  endGatewaySchema,
  askSchema,
  type EndGateway,
  type HermesStatus,
  type ProfileGateways,
  type Ask,
} from './status.contract.ts';
import { StatusReader } from './status-reader.ts';

/** How Hermes does, and its gateway's verbs. Each verb answers with the job that does it. */
@ApiTags('hermes')
@Controller('api/admin/hermes/status')
export class StatusController {
  constructor(
    private readonly status: StatusReader,
    private readonly verbs: GatewayVerbs,
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
  run(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Job> {
    return this.verbs.run(profile);
  }

  @Post('gateway/start')
  @Action('hermes_gateway.start')
  @HttpCode(202)
  @ApiOperation({ summary: "Start the gateway's service" })
  start(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Job> {
    return this.verbs.start(profile);
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
