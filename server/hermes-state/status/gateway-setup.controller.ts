import { Body, Controller, Get, Headers, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { versionIn } from '../files/file-version.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { GatewayRelays } from './gateway-relay.ts';
import {
  enrollGatewaySchema,
  installGatewaySchema,
  migrateLegacySchema,
  testRelaySchema,
  uninstallGatewaySchema,
  type EnrollGateway,
  type GatewayRelay,
  type GatewayService,
  type InstallGateway,
  type MigrateLegacy,
  type RelayTest,
  type TestRelay,
  type UninstallGateway,
} from './gateway-setup.contract.ts';
import { RelayTrial } from './relay-trial.ts';
import { ServiceVerbs } from './service-verbs.ts';

/** What keeps a gateway running, and what ties it to a relay. */
@ApiTags('hermes')
@Controller('api/admin/hermes/status')
export class GatewaySetupController {
  constructor(
    private readonly services: ServiceVerbs,
    private readonly relays: GatewayRelays,
    private readonly trial: RelayTrial,
  ) {}

  @Get('service')
  @ApiOperation({ summary: 'The service of a gateway, and old ones in its way, by their files' })
  service(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
  ): Promise<GatewayService> {
    return this.services.read(profile);
  }

  @Post('gateway/install')
  @Action('hermes_gateway.install')
  @HttpCode(202)
  @ApiOperation({ summary: "Install the gateway's service, as a job" })
  install(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: installGatewaySchema }) wanted: InstallGateway,
  ): Promise<Job> {
    return this.services.install(profile, wanted);
  }

  @Post('gateway/uninstall')
  @Action('hermes_gateway.uninstall')
  @HttpCode(202)
  @ApiOperation({ summary: "Uninstall the gateway's service, as a job" })
  uninstall(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: uninstallGatewaySchema }) wanted: UninstallGateway,
  ): Promise<Job> {
    return this.services.uninstall(profile, wanted);
  }

  @Post('gateway/legacy')
  @Action('hermes_gateway.list_legacy')
  @HttpCode(202)
  @ApiOperation({ summary: 'What a migration of old services would remove: a dry run, as a job' })
  listLegacy(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Job> {
    return this.services.listLegacy(profile);
  }

  @Post('gateway/migrate-legacy')
  @Action('hermes_gateway.migrate_legacy')
  @HttpCode(202)
  @ApiOperation({ summary: 'Remove the old services that were shown, as a job' })
  migrateLegacy(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: migrateLegacySchema }) wanted: MigrateLegacy,
  ): Promise<Job> {
    return this.services.migrateLegacy(profile, wanted);
  }

  @Get('relay')
  @ApiOperation({ summary: 'Whether a gateway is enrolled with a relay; secrets as fingerprints' })
  relay(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<GatewayRelay> {
    return this.relays.read(profile);
  }

  @Post('relay/enroll')
  @Action('hermes_gateway.enroll')
  @HttpCode(202)
  @ApiOperation({ summary: 'Trade a token for the secrets of a relay, as a job' })
  enroll(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: enrollGatewaySchema }) wanted: EnrollGateway,
  ): Promise<Job> {
    return this.relays.enroll(profile, wanted);
  }

  @Post('relay/unenroll')
  @Action('hermes_gateway.unenroll')
  @HttpCode(200)
  @ApiOperation({ summary: 'Take the secrets of the relay out of .env' })
  unenroll(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<GatewayRelay> {
    return this.relays.unenroll(profile, versionIn(ifMatch));
  }

  @Post('relay/test')
  @Action('hermes_gateway.test_relay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Connect to the relay as the gateway does, and leave at once' })
  testRelay(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: testRelaySchema }) wanted: TestRelay,
  ): Promise<RelayTest> {
    return this.trial.run(profile, wanted);
  }
}
