import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { getOptionsToken } from '@nestjs/throttler';
import type { Settings } from '../settings.ts';
import { SETTINGS } from '../settings-token.ts';
import { AdministratorCredential } from './administrator-credential.ts';
import { Administrators } from './administrators.ts';
import { ApiThrottlerGuard, apiThrottle } from './api-throttler.guard.ts';
import { AuthController } from './auth.controller.ts';
import { ConsoleLogin } from './console-login.ts';
import { ConsoleSecret } from './console-secret.ts';
import { ConsoleSessions } from './console-sessions.ts';
import { DeviceCookie } from './device-cookie.ts';
import { LoginThrottle } from './login-throttle.ts';
import { PasswordHashing } from './password-hashing.ts';
import { SameOriginGuard } from './same-origin.guard.ts';
import { SessionGuard } from './session.guard.ts';
import { PostgresThrottlerStorage } from './throttle-storage.ts';

/** Who may use the console. Its guards stand before every handler of the app that imports it. */
@Module({
  controllers: [AuthController],
  providers: [
    {
      provide: AdministratorCredential,
      useFactory: (settings: Settings) => AdministratorCredential.load(settings),
      inject: [SETTINGS],
    },
    Administrators,
    ConsoleLogin,
    ConsoleSecret,
    ConsoleSessions,
    DeviceCookie,
    LoginThrottle,
    PasswordHashing,
    PostgresThrottlerStorage,
    { provide: getOptionsToken(), useValue: [apiThrottle] },
    // In this order.
    { provide: APP_GUARD, useClass: SameOriginGuard },
    { provide: APP_GUARD, useClass: SessionGuard },
    { provide: APP_GUARD, useClass: ApiThrottlerGuard },
  ],
  exports: [AdministratorCredential, ConsoleLogin, ConsoleSessions, PostgresThrottlerStorage],
})
export class AuthModule {}
