import { Module } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.ts';
import { HermesStateModule } from '../hermes-state/hermes-state.module.ts';
import { DatabaseWatch } from './database-watch.ts';
import { JobFeed } from './job-feed.ts';
import { LiveChannel } from './live-channel.ts';
import { LiveController } from './live.controller.ts';
import { LiveFeed } from './live-feed.ts';
import { ProcessFeed } from './process-feed.ts';
import { RunningRequests } from './running-requests.ts';
import { SessionEndInterceptor } from './session-end.interceptor.ts';

/** What happens now, pushed to whoever looks. */
@Module({
  imports: [AuthModule, HermesStateModule],
  controllers: [LiveController],
  providers: [
    DatabaseWatch,
    JobFeed,
    LiveChannel,
    LiveFeed,
    ProcessFeed,
    RunningRequests,
    { provide: APP_INTERCEPTOR, useClass: SessionEndInterceptor },
  ],
  exports: [LiveChannel],
})
export class LiveModule {}
