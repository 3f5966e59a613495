import { Module } from '@nestjs/common';
import { HermesStateModule } from './hermes-state.module.ts';
import { KanbanModule } from './kanban/kanban.module.ts';

/** Panes with a module of their own, on the ground of {@link HermesStateModule}. One line each. */
@Module({
  imports: [HermesStateModule, KanbanModule],
})
export class HermesPanesModule {}
