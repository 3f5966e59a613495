import type { AddressInfo } from 'node:net';
import { Catch } from '@nestjs/common';
import type {
  ArgumentsHost,
  DynamicModule,
  ExceptionFilter,
  INestApplication,
} from '@nestjs/common';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { Response } from 'express';
import { AuditModule } from '../audit/audit.module.ts';
import { Database } from '../database/database.ts';
import { DomainError } from '../http/domain-error.ts';
import { RequestValidationPipe } from '../http/request-validation.pipe.ts';
import { SETTINGS } from '../settings-token.ts';
import { readSettings } from '../settings.ts';

class Surroundings {}

@Catch(DomainError)
class DomainErrors implements ExceptionFilter {
  catch(error: DomainError, host: ArgumentsHost): void {
    const { code, message, status } = error;
    host.switchToHttp().getResponse<Response>().status(status).json({ error: { code, message } });
  }
}

export interface AuditApp {
  readonly app: INestApplication;
  /** Such as `http://127.0.0.1:4711`. */
  readonly url: string;
}

/** The audit module alone, over HTTP on a free port and with no access control. */
export async function startAuditApp(
  database: Database,
  environment: NodeJS.ProcessEnv = {},
): Promise<AuditApp> {
  const given = [
    { provide: Database, useValue: database },
    { provide: SETTINGS, useValue: readSettings(environment) },
  ];
  const surroundings: DynamicModule = {
    module: Surroundings,
    global: true,
    providers: given,
    exports: given,
  };
  const module = await Test.createTestingModule({
    imports: [surroundings, AuditModule],
    providers: [
      { provide: APP_PIPE, useClass: RequestValidationPipe },
      { provide: APP_FILTER, useClass: DomainErrors },
    ],
  }).compile();
  const app = module.createNestApplication();
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}` };
}
