import { Global, Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { AdminEventsModule } from './admin-events/admin-events.module.ts';
import { ApiUsersModule } from './api-users/api-users.module.ts';
import { AuthModule } from './auth/auth.module.ts';
import { Database } from './database/database.ts';
import { HermesDashboardModule } from './hermes-dashboard/hermes-dashboard.module.ts';
import { HealthModule } from './health/health.module.ts';
import { LogLines } from './log-lines.ts';
import { ClientAddresses } from './http/client-addresses.ts';
import { RequestValidationPipe } from './http/request-validation.pipe.ts';
import { SavedViewsModule } from './saved-views/saved-views.module.ts';
import type { Settings } from './settings.ts';
import { SETTINGS } from './settings-token.ts';

export type Imports = NonNullable<ModuleMetadata['imports']>;

/** What every module may ask for: the settings, the database, this process' log, and who a request comes from. */
@Global()
@Module({})
export class CoreModule {
  static forRoot(settings: Settings, database: Database, log: LogLines): DynamicModule {
    return {
      module: CoreModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: Database, useValue: database },
        { provide: LogLines, useValue: log },
        ClientAddresses,
      ],
      exports: [SETTINGS, Database, LogLines, ClientAddresses],
    };
  }
}

/** The console's API: every module but the gateways. */
@Module({})
export class ConsoleModule {
  /** `others` are modules that need more than settings and database to be made. */
  static forRoot(
    settings: Settings,
    database: Database,
    others: Imports = [],
    log = new LogLines(),
  ): DynamicModule {
    return {
      module: ConsoleModule,
      imports: [
        CoreModule.forRoot(settings, database, log),
        ScheduleModule.forRoot(),
        AdminEventsModule,
        AuthModule,
        ApiUsersModule,
        HealthModule,
        HermesDashboardModule,
        SavedViewsModule,
        ...others,
      ],
      providers: [{ provide: APP_PIPE, useClass: RequestValidationPipe }],
    };
  }
}
