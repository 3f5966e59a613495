import { Module } from '@nestjs/common';
import { APP_FILTER, APP_INTERCEPTOR } from '@nestjs/core';
import { ActionInterceptor } from './action.interceptor.ts';
import { AdminEventDownload } from './admin-event-download.ts';
import { AdminEventLog } from './admin-event-log.ts';
import { AdminEventsController } from './admin-events.controller.ts';
import { AdminEvents } from './admin-events.ts';
import { RecordingErrorFilter } from './recording-error.filter.ts';

/**
 * What administrators do, written down. Answers all errors of the app that imports it; its guard stands with those of
 * `AuthModule`, which keep an order.
 */
@Module({
  controllers: [AdminEventsController],
  providers: [
    AdminEvents,
    AdminEventLog,
    AdminEventDownload,
    { provide: APP_INTERCEPTOR, useClass: ActionInterceptor },
    { provide: APP_FILTER, useClass: RecordingErrorFilter },
  ],
  exports: [AdminEvents, AdminEventLog],
})
export class AdminEventsModule {}
