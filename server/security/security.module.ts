import { Module } from '@nestjs/common';
import { AdminEventsModule } from '../admin-events/admin-events.module.ts';
import { ApiUsersModule } from '../api-users/api-users.module.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { AuthModule } from '../auth/auth.module.ts';
import { HermesStateModule } from '../hermes-state/hermes-state.module.ts';
import { SystemModule } from '../system/system.module.ts';
import { ConsoleSecurityReader } from './console-security.ts';
import { ConsoleSecurityController } from './security.controller.ts';

/** How safe this console itself is set up; the checks of Hermes are part of its state. */
@Module({
  imports: [
    AdminEventsModule,
    ApiUsersModule,
    AuditModule,
    AuthModule,
    HermesStateModule,
    SystemModule,
  ],
  controllers: [ConsoleSecurityController],
  providers: [ConsoleSecurityReader],
})
export class SecurityModule {}
