import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import {
  approveSchema,
  revokeSchema,
  type Approve,
  type Pairing,
  type Revoke,
} from './pairing.contract.ts';
import { PairingReader } from './pairing-reader.ts';
import { PairingVerbs } from './pairing-verbs.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/pairing')
export class PairingController {
  constructor(
    private readonly reader: PairingReader,
    private readonly verbs: PairingVerbs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who asked to talk to Hermes on its platforms, and who may' })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Pairing> {
    return this.reader.read(profile);
  }

  @Post('approve')
  @Action('hermes_pairing.approve')
  @ApiOperation({ summary: 'Let a user in by the code that the user told' })
  approve(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: approveSchema }) wanted: Approve,
  ): Promise<Job> {
    return this.verbs.approve(profile, wanted);
  }

  @Post('revoke')
  @Action('hermes_pairing.revoke')
  @ApiOperation({ summary: 'Take the access of an approved user away' })
  revoke(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: revokeSchema }) user: Revoke,
  ): Promise<Job> {
    return this.verbs.revoke(profile, user);
  }

  @Post('clear-pending')
  @Action('hermes_pairing.clear_pending')
  @ApiOperation({ summary: 'Clear all requests that wait for a code' })
  clearPending(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Job> {
    return this.verbs.clearPending(profile);
  }
}
