import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { BoardDatabase } from './board-database.ts';
import { BoardReader } from './board-reader.ts';
import { BoardVerbs } from './board-verbs.ts';
import { BoardsReader } from './boards-reader.ts';
import { KanbanController } from './kanban.controller.ts';
import { TaskReader } from './task-reader.ts';
import { TaskVerbs } from './task-verbs.ts';
import { WorkerSecrets } from './worker-secrets.ts';

/** Boards of tasks that Hermes' workers take. */
@Module({
  imports: [HermesStateModule],
  controllers: [KanbanController],
  providers: [
    BoardDatabase,
    BoardReader,
    BoardsReader,
    BoardVerbs,
    TaskReader,
    TaskVerbs,
    WorkerSecrets,
  ],
})
export class KanbanModule {}
