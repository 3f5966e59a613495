import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Req,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import { AdministratorAccounts } from './administrator-accounts.ts';
import {
  changeAdministratorSchema,
  createAdministratorSchema,
  resetPasswordSchema,
  type AdministratorList,
  type AdministratorView,
  type ChangeAdministrator,
  type CreateAdministrator,
  type IssuedPassword,
  type ResetPassword,
} from './administrators.contract.ts';
import { AdministratorsOverview } from './administrators-overview.ts';
import { SignedInOnly } from './signed-in-only.decorator.ts';
import { sessionUserOf } from './session-user.ts';

const idSchema = z.uuid();

/** Who may use the console. Only creating and resetting answer with a password, and only with one made here. */
@ApiTags('administrators')
@SignedInOnly()
@Controller('api/admin/administrators')
export class AdministratorsController {
  constructor(
    private readonly accounts: AdministratorAccounts,
    private readonly overview: AdministratorsOverview,
  ) {}

  @Get()
  list(): Promise<AdministratorList> {
    return this.overview.list();
  }

  @Post()
  @Action('administrator.create')
  @Header('Cache-Control', 'no-store')
  create(
    @Body({ schema: createAdministratorSchema }) request: CreateAdministrator,
  ): Promise<IssuedPassword> {
    return this.accounts.create(request);
  }

  @Get(':id')
  get(@Param('id', { schema: idSchema }) id: string): Promise<AdministratorView> {
    return this.overview.get(id);
  }

  @Patch(':id')
  @Action('administrator.change')
  change(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: changeAdministratorSchema }) change: ChangeAdministrator,
    @Req() request: Request,
  ): Promise<AdministratorView> {
    return this.accounts.change(id, change, sessionUserOf(request));
  }

  @Delete(':id')
  @HttpCode(204)
  @Action('administrator.delete')
  remove(@Param('id', { schema: idSchema }) id: string, @Req() request: Request): Promise<void> {
    return this.accounts.remove(id, sessionUserOf(request));
  }

  @Post(':id/reset-password')
  @HttpCode(200)
  @Action('administrator.reset_password')
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: "Give somebody a new password; ends that person's sessions" })
  resetPassword(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: resetPasswordSchema }) reset: ResetPassword,
    @Req() request: Request,
  ): Promise<IssuedPassword> {
    return this.accounts.resetPassword(id, reset, sessionUserOf(request));
  }

  @Post(':id/reset-totp')
  @HttpCode(200)
  @Action('administrator.reset_second_factor')
  @ApiOperation({ summary: 'Take the second factor from somebody who has lost it' })
  resetSecondFactor(
    @Param('id', { schema: idSchema }) id: string,
    @Req() request: Request,
  ): Promise<AdministratorView> {
    return this.accounts.resetSecondFactor(id, sessionUserOf(request));
  }

  @Delete(':id/sessions')
  @HttpCode(204)
  @Action('administrator.end_sessions')
  @ApiOperation({ summary: 'Log somebody out everywhere' })
  endSessions(@Param('id', { schema: idSchema }) id: string): Promise<void> {
    return this.accounts.endSessions(id);
  }
}
