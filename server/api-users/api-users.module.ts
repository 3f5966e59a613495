import { Module } from '@nestjs/common';
import { AdminEventsModule } from '../admin-events/admin-events.module.ts';
import { ApiUsersController } from './api-users.controller.ts';
import { ApiUsersDownload } from './api-users-download.ts';
import { ApiUsersOverview } from './api-users-overview.ts';
import { ApiUsers } from './api-users.ts';
import { CapUseController } from './cap-use.controller.ts';
import { CapUseReport } from './cap-use.ts';
import { ApiKeyHistory } from './key-history.ts';
import { ApiKeyStanding } from './key-standing.ts';

/** API users for the console. The gateways use `ApiKeyVerifier` instead, which needs no console. */
@Module({
  imports: [AdminEventsModule],
  controllers: [ApiUsersController, CapUseController],
  providers: [
    ApiUsers,
    ApiUsersOverview,
    ApiUsersDownload,
    ApiKeyHistory,
    ApiKeyStanding,
    CapUseReport,
  ],
  exports: [ApiKeyStanding, ApiUsers, ApiUsersOverview],
})
export class ApiUsersModule {}
