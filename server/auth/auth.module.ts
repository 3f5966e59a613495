import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { getOptionsToken } from '@nestjs/throttler';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { ActionGuard } from '../admin-events/action.guard.ts';
import { AdminEventsModule } from '../admin-events/admin-events.module.ts';
import { AccessTokensController } from './access-tokens.controller.ts';
import { AccessTokens } from './access-tokens.ts';
import { AdministratorAccounts } from './administrator-accounts.ts';
import { AdministratorCredential } from './administrator-credential.ts';
import { AdministratorsController } from './administrators.controller.ts';
import { AdministratorsOverview } from './administrators-overview.ts';
import { Administrators } from './administrators.ts';
import { ApiThrottlerGuard, apiThrottle } from './api-throttler.guard.ts';
import { AuthController } from './auth.controller.ts';
import { ConsoleLogin } from './console-login.ts';
import { ConsoleSecret } from './console-secret.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { DeviceCookie } from './device-cookie.ts';
import { LoginThrottle } from './login-throttle.ts';
import { OwnAccountController } from './own-account.controller.ts';
import { OwnAccount } from './own-account.ts';
import { PasswordHashing } from './password-hashing.ts';
import { ProxyAccounts } from './proxy-accounts.ts';
import { ProxySessions } from './proxy-sessions.ts';
import { RoleGuard } from './role.guard.ts';
import { SameOriginGuard } from './same-origin.guard.ts';
import { SecondFactor } from './second-factor.ts';
import { SessionGuard } from './session.guard.ts';
import { PostgresThrottlerStorage } from './throttle-storage.ts';
import { TrustedSignIn } from './trusted-sign-in.ts';

/** Who may use the console. Its guards stand before every handler of the app that imports it. */
@Module({
  imports: [AdminEventsModule],
  controllers: [
    AuthController,
    OwnAccountController,
    AccessTokensController,
    AdministratorsController,
  ],
  providers: [
    {
      provide: AdministratorCredential,
      useFactory: (settings: Settings) => AdministratorCredential.load(settings),
      inject: [SETTINGS],
    },
    AccessTokens,
    AdministratorAccounts,
    Administrators,
    AdministratorsOverview,
    ConsoleLogin,
    ConsoleSecret,
    ConsoleSessions,
    DeviceCookie,
    LoginThrottle,
    OwnAccount,
    PasswordHashing,
    PostgresThrottlerStorage,
    ProxyAccounts,
    ProxySessions,
    SecondFactor,
    TrustedSignIn,
    { provide: getOptionsToken(), useValue: [apiThrottle] },
    // In this order.
    { provide: APP_GUARD, useClass: ActionGuard },
    { provide: APP_GUARD, useClass: SameOriginGuard },
    { provide: APP_GUARD, useClass: SessionGuard },
    { provide: APP_GUARD, useClass: ApiThrottlerGuard },
    { provide: APP_GUARD, useClass: RoleGuard },
  ],
  exports: [
    AccessTokens,
    AdministratorCredential,
    AdministratorsOverview,
    ConsoleLogin,
    ConsoleSessions,
    PostgresThrottlerStorage,
    TrustedSignIn,
  ],
})
export class AuthModule {}
