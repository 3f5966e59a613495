import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { ConsoleSecurity } from './console-security.contract.ts';
import { ConsoleSecurityReader } from './console-security.ts';

/** How safe this console itself is set up. */
@ApiTags('system')
@Controller('api/admin/security')
export class ConsoleSecurityController {
  constructor(private readonly security: ConsoleSecurityReader) {}

  @Get()
  @ApiOperation({ summary: 'Checks of this console, open sessions, and sign-ins of the last days' })
  read(): Promise<ConsoleSecurity> {
    return this.security.read();
  }
}
