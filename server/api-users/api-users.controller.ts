import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import { ApiUsersDownload } from './api-users-download.ts';
import { ApiUsersOverview } from './api-users-overview.ts';
import {
  apiUserDownloadQuerySchema,
  apiUserListQuerySchema,
  apiUserRefusalsQuerySchema,
  changeApiUserSchema,
  createApiUserSchema,
  restoreApiUserSchema,
  revokeApiUserSchema,
  revokeApiUsersSchema,
  rotateApiKeySchema,
  type ApiUserDetail,
  type ApiUserDownloadQuery,
  type ApiUserListQuery,
  type ApiUserPage,
  type ApiUserRefusals,
  type ApiUserRefusalsQuery,
  type ApiUserView,
  type IssuedKey,
  type RevokedApiUsers,
} from './api-users.contract.ts';
import { ApiUsers } from './api-users.ts';
import type { KeyHistory } from './key-history.contract.ts';
import { ApiKeyHistory } from './key-history.ts';

const idSchema = z.uuid();

/** Who may call the gateways, and their keys. Only creating and rotating answer with a key. */
@ApiTags('api users')
@Controller('api/admin/api-users')
export class ApiUsersController {
  constructor(
    private readonly apiUsers: ApiUsers,
    private readonly overview: ApiUsersOverview,
    private readonly fileDownload: ApiUsersDownload,
    private readonly history: ApiKeyHistory,
  ) {}

  @Get()
  @ApiOperation({ summary: 'API users with their use of the month and of the last 24 hours' })
  list(@Query({ schema: apiUserListQuerySchema }) query: ApiUserListQuery): Promise<ApiUserPage> {
    return this.overview.list(query);
  }

  @Post()
  @Action('api_user.create')
  @Header('Cache-Control', 'no-store')
  create(
    @Body({ schema: createApiUserSchema }) request: z.output<typeof createApiUserSchema>,
  ): Promise<IssuedKey> {
    return this.apiUsers.create(request);
  }

  @Get('download')
  @Action('api_user.download')
  @ApiOperation({ summary: 'The filtered list as CSV' })
  download(
    @Query({ schema: apiUserDownloadQuerySchema }) query: ApiUserDownloadQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.fileDownload.send(query, response);
  }

  @Post('revoke')
  @Action('api_user.revoke')
  @HttpCode(200)
  @ApiOperation({ summary: 'Revoke up to 200 API users, all or none' })
  revokeMany(
    @Body({ schema: revokeApiUsersSchema }) request: z.output<typeof revokeApiUsersSchema>,
  ): Promise<RevokedApiUsers> {
    return this.apiUsers.revokeMany(request);
  }

  // After the words above, which it would take for an id.
  @Get(':id')
  @ApiOperation({ summary: 'One API user, with its last 24 hours' })
  get(@Param('id', { schema: idSchema }) id: string): Promise<ApiUserDetail> {
    return this.overview.detail(id);
  }

  @Patch(':id')
  @Action('api_user.change')
  change(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: changeApiUserSchema }) change: z.output<typeof changeApiUserSchema>,
  ): Promise<ApiUserView> {
    return this.apiUsers.change(id, change);
  }

  @Delete(':id')
  @Action('api_user.delete')
  @HttpCode(204)
  remove(@Param('id', { schema: idSchema }) id: string): Promise<void> {
    return this.apiUsers.remove(id);
  }

  @Post(':id/rotate')
  @Action('api_user.rotate_key')
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  rotate(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: rotateApiKeySchema }) { version }: z.output<typeof rotateApiKeySchema>,
  ): Promise<IssuedKey> {
    return this.apiUsers.rotate(id, version);
  }

  @Post(':id/revoke')
  @Action('api_user.revoke')
  @HttpCode(200)
  revoke(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: revokeApiUserSchema }) request: z.output<typeof revokeApiUserSchema>,
  ): Promise<ApiUserView> {
    return this.apiUsers.revoke(id, request);
  }

  @Post(':id/restore')
  @Action('api_user.restore')
  @HttpCode(200)
  restore(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: restoreApiUserSchema }) { version }: z.output<typeof restoreApiUserSchema>,
  ): Promise<ApiUserView> {
    return this.apiUsers.restore(id, version);
  }

  @Get(':id/key-history')
  @ApiOperation({ summary: 'When its keys were made, rotated, revoked and restored, and by whom' })
  keyHistory(@Param('id', { schema: idSchema }) id: string): Promise<KeyHistory> {
    return this.history.read(id);
  }

  @Get(':id/refusals')
  refusals(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: apiUserRefusalsQuerySchema }) { hours }: ApiUserRefusalsQuery,
  ): Promise<ApiUserRefusals> {
    return this.overview.refusals(id, hours);
  }
}
