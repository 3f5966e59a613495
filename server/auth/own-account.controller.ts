import { Body, Controller, Delete, Get, HttpCode, Post, Put, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Action } from '../admin-events/action.decorator.ts';
import { describeCall } from '../admin-events/admin-call.ts';
import { ConsoleLogin } from './console-login.ts';
import {
  changePasswordSchema,
  changePreferencesSchema,
  confirmSecondFactorSchema,
  secondFactorProofSchema,
  startSecondFactorSchema,
  type ChangePassword,
  type ChangePreferences,
  type ConfirmSecondFactor,
  type Me,
  type RecoveryCodes,
  type SecondFactorProof,
  type SecondFactorSetup,
  type StartSecondFactor,
} from './own-account.contract.ts';
import { OwnAccount as OwnAccountRoute } from './own-account.decorator.ts';
import { OwnAccount } from './own-account.ts';
import { sessionUserOf, type SignedIn } from './session-user.ts';

/** What everybody who is logged in may do about himself. */
@OwnAccountRoute()
@ApiTags('own account')
@Controller('api/auth')
export class OwnAccountController {
  constructor(
    private readonly account: OwnAccount,
    private readonly login: ConsoleLogin,
  ) {}

  @Get('me')
  @ApiOperation({ summary: 'Who I am and what I have chosen' })
  me(@Req() request: Request): Promise<Me> {
    return this.account.read(sessionUserOf(request));
  }

  @Post('password')
  @HttpCode(200)
  @Action('password.change')
  @ApiOperation({ summary: 'Change my password; ends all my sessions and opens a new one here' })
  async changePassword(
    @Body({ schema: changePasswordSchema }) change: ChangePassword,
    @Req() request: Request,
  ): Promise<Me> {
    const user = subjectOf(request);
    const changed = await this.account.changePassword(user, change);
    // Whom a proxy signs in gets the next one with his next request.
    if (user.proxySession === undefined) await this.login.openSession(request, changed);
    return this.account.read(user);
  }

  @Put('preferences')
  @Action('preferences.change')
  @ApiOperation({ summary: 'Change what I have chosen; what is absent stays, null forgets' })
  changePreferences(
    @Body({ schema: changePreferencesSchema }) change: ChangePreferences,
    @Req() request: Request,
  ): Promise<Me> {
    return this.account.changePreferences(subjectOf(request), change);
  }

  @Post('totp/setup')
  @HttpCode(200)
  @Action('second_factor.setup')
  @ApiOperation({ summary: 'A secret for my authenticator; of no effect before it is confirmed' })
  startSecondFactor(
    @Body({ schema: startSecondFactorSchema }) { password }: StartSecondFactor,
    @Req() request: Request,
  ): Promise<SecondFactorSetup> {
    return this.account.startSecondFactor(subjectOf(request), password);
  }

  @Post('totp/confirm')
  @HttpCode(200)
  @Action('second_factor.confirm')
  @ApiOperation({ summary: 'Ask for a code at every login from now on' })
  async confirmSecondFactor(
    @Body({ schema: confirmSecondFactorSchema }) { code }: ConfirmSecondFactor,
    @Req() request: Request,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.account.confirmSecondFactor(subjectOf(request), code) };
  }

  @Delete('totp')
  @HttpCode(204)
  @Action('second_factor.remove')
  @ApiOperation({ summary: 'Ask for no code any more' })
  removeSecondFactor(
    @Body({ schema: secondFactorProofSchema }) proof: SecondFactorProof,
    @Req() request: Request,
  ): Promise<void> {
    return this.account.removeSecondFactor(subjectOf(request), proof);
  }

  @Post('totp/recovery-codes')
  @HttpCode(200)
  @Action('second_factor.renew_recovery_codes')
  @ApiOperation({ summary: 'Ten new recovery codes in place of the old ones' })
  async renewRecoveryCodes(
    @Body({ schema: secondFactorProofSchema }) proof: SecondFactorProof,
    @Req() request: Request,
  ): Promise<RecoveryCodes> {
    return { recoveryCodes: await this.account.renewRecoveryCodes(subjectOf(request), proof) };
  }
}

/** Whoever asks is also who is changed. */
function subjectOf(request: Request): SignedIn {
  const user = sessionUserOf(request);
  describeCall({
    target: { kind: 'administrator', id: user.administratorId, name: user.username },
  });
  return user;
}
