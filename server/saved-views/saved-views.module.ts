import { Module } from '@nestjs/common';
import { SavedViewsController } from './saved-views.controller.ts';
import { SavedViews } from './saved-views.ts';

/** Filters that people keep under a name. */
@Module({ controllers: [SavedViewsController], providers: [SavedViews] })
export class SavedViewsModule {}
