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
} from '@nestjs/common';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import { ApiUsersOverview } from './api-users-overview.ts';
import {
  apiUserListQuerySchema,
  apiUserRefusalsQuerySchema,
  changeApiUserSchema,
  createApiUserSchema,
  restoreApiUserSchema,
  revokeApiUserSchema,
  rotateApiKeySchema,
  type ApiUserListQuery,
  type ApiUserPage,
  type ApiUserRefusals,
  type ApiUserRefusalsQuery,
  type ApiUserView,
  type IssuedKey,
} from './api-users.contract.ts';
import { ApiUsers } from './api-users.ts';

const idSchema = z.uuid();

/** Who may call the gateways, and their keys. Only creating and rotating answer with a key. */
@Controller('api/admin/api-users')
export class ApiUsersController {
  constructor(
    private readonly apiUsers: ApiUsers,
    private readonly overview: ApiUsersOverview,
  ) {}

  @Get()
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

  @Get(':id')
  get(@Param('id', { schema: idSchema }) id: string): Promise<ApiUserView> {
    return this.overview.get(id);
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

  @Get(':id/refusals')
  refusals(
    @Param('id', { schema: idSchema }) id: string,
    @Query({ schema: apiUserRefusalsQuerySchema }) { hours }: ApiUserRefusalsQuery,
  ): Promise<ApiUserRefusals> {
    return this.overview.refusals(id, hours);
  }
}
