import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { Action } from '../admin-events/action.decorator.ts';
import { OwnAccount } from '../auth/own-account.decorator.ts';
import { sessionUserOf } from '../auth/session-user.ts';
import {
  changeSavedViewSchema,
  createSavedViewSchema,
  savedViewListQuerySchema,
  type SavedView,
  type SavedViewList,
  type SavedViewListQuery,
} from './saved-views.contract.ts';
import { SavedViews } from './saved-views.ts';

const idSchema = z.uuid();

/** A viewer may keep views of its own, so what is shared is guarded by {@link SavedViews}. */
@ApiTags('saved views')
@Controller('api/admin/saved-views')
export class SavedViewsController {
  constructor(private readonly views: SavedViews) {}

  @Get()
  @ApiOperation({ summary: 'My views and the shared ones, of one page or of all' })
  list(
    @Query({ schema: savedViewListQuerySchema }) { page }: SavedViewListQuery,
    @Req() request: Request,
  ): Promise<SavedViewList> {
    return this.views.list(sessionUserOf(request), page);
  }

  @Post()
  @OwnAccount()
  @Action('saved_view.create')
  @ApiOperation({ summary: 'Keep the filters of a page under a name' })
  create(
    @Body({ schema: createSavedViewSchema }) view: z.output<typeof createSavedViewSchema>,
    @Req() request: Request,
  ): Promise<SavedView> {
    return this.views.create(sessionUserOf(request), view);
  }

  @Patch(':id')
  @OwnAccount()
  @Action('saved_view.change')
  @ApiOperation({ summary: 'Rename it, keep other filters, share it or not' })
  change(
    @Param('id', { schema: idSchema }) id: string,
    @Body({ schema: changeSavedViewSchema }) change: z.output<typeof changeSavedViewSchema>,
    @Req() request: Request,
  ): Promise<SavedView> {
    return this.views.change(sessionUserOf(request), id, change);
  }

  @Delete(':id')
  @OwnAccount()
  @Action('saved_view.delete')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete it' })
  remove(@Param('id', { schema: idSchema }) id: string, @Req() request: Request): Promise<void> {
    return this.views.remove(sessionUserOf(request), id);
  }
}
