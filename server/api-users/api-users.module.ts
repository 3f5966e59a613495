import { Module } from '@nestjs/common';
import { ApiUsersController } from './api-users.controller.ts';
import { ApiUsersOverview } from './api-users-overview.ts';
import { ApiUsers } from './api-users.ts';

/** API users for the console. The gateways use `ApiKeyVerifier` instead, which needs no console. */
@Module({
  controllers: [ApiUsersController],
  providers: [ApiUsers, ApiUsersOverview],
  exports: [ApiUsers, ApiUsersOverview],
})
export class ApiUsersModule {}
