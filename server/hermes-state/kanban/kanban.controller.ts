import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import type { Job } from '../commands/jobs.contract.ts';
import type { ProfileQuery } from '../hermes.contract.ts';
import { BoardReader } from './board-reader.ts';
import { BoardVerbs } from './board-verbs.ts';
import { BoardsReader } from './boards-reader.ts';
import {
  commentSchema,
  createBoardSchema,
  createTaskSchema,
  dispatchSchema,
  linkSchema,
  renameBoardSchema,
  taskActSchema,
  type ActResult,
  type CreateBoard,
  type NewComment,
  type NewTask,
  type RenameBoard,
  type TaskAct,
  type TaskLink,
} from './kanban-changes.contract.ts';
import {
  boardFilterSchema,
  boardQuerySchema,
  boardSlugSchema,
  kanbanQuerySchema,
  taskIdSchema,
  type BoardFilter,
  type BoardQuery,
  type BoardView,
  type Kanban,
  type TaskDetail,
  type TaskLog,
} from './kanban.contract.ts';
import { TaskReader } from './task-reader.ts';
import { TaskVerbs } from './task-verbs.ts';

/** The boards of Hermes and their tasks. They belong to the root: the profile asked for changes nothing. */
@ApiTags('hermes')
@Controller('api/admin/hermes/kanban')
export class KanbanController {
  constructor(
    private readonly boards: BoardsReader,
    private readonly boardReader: BoardReader,
    private readonly tasks: TaskReader,
    private readonly verbs: TaskVerbs,
    private readonly boardVerbs: BoardVerbs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Which boards there are, and whether anybody works on them' })
  read(@Query({ schema: kanbanQuerySchema }) { profile }: ProfileQuery): Promise<Kanban> {
    return this.boards.read(profile);
  }

  @Get('board')
  @ApiOperation({ summary: 'The tasks of a board, column by column' })
  board(@Query({ schema: boardFilterSchema }) filter: BoardFilter): Promise<BoardView> {
    return this.boardReader.read(filter);
  }

  @Get('tasks/:id')
  @ApiOperation({ summary: 'One task with all that happened to it' })
  task(
    @Param('id', { schema: taskIdSchema }) id: string,
    @Query({ schema: boardQuerySchema }) query: BoardQuery,
  ): Promise<TaskDetail> {
    return this.tasks.read(query, id);
  }

  @Get('tasks/:id/log')
  @ApiOperation({ summary: 'The end of what the workers of a task printed' })
  log(
    @Param('id', { schema: taskIdSchema }) id: string,
    @Query({ schema: boardQuerySchema }) query: BoardQuery,
  ): Promise<TaskLog> {
    return this.tasks.log(query, id);
  }

  @Post('tasks')
  @Action('hermes_kanban.create_task')
  @ApiOperation({ summary: 'Make a task' })
  create(
    @Query({ schema: boardQuerySchema }) { board }: BoardQuery,
    @Body({ schema: createTaskSchema }) task: NewTask,
  ): Promise<{ readonly id: string }> {
    return this.verbs.create(board, task);
  }

  @Post('tasks/act')
  @Action('hermes_kanban.act')
  @HttpCode(200)
  @ApiOperation({ summary: 'Use one verb on tasks, with a result for each' })
  act(
    @Query({ schema: boardQuerySchema }) { board }: BoardQuery,
    @Body({ schema: taskActSchema }) act: TaskAct,
  ): Promise<ActResult> {
    return this.verbs.act(board, act);
  }

  @Post('tasks/:id/comments')
  @Action('hermes_kanban.comment')
  @HttpCode(204)
  @ApiOperation({ summary: 'Add a comment, signed with the name of the administrator' })
  comment(
    @Param('id', { schema: taskIdSchema }) id: string,
    @Query({ schema: boardQuerySchema }) { board }: BoardQuery,
    @Body({ schema: commentSchema }) { text }: NewComment,
  ): Promise<void> {
    return this.verbs.comment(board, id, text);
  }

  @Post('tasks/:id/specify')
  @Action('hermes_kanban.specify')
  @HttpCode(202)
  @ApiOperation({ summary: 'Have a model work out a task in Triage, as a job' })
  specify(
    @Param('id', { schema: taskIdSchema }) id: string,
    @Query({ schema: boardQuerySchema }) { board }: BoardQuery,
  ): Promise<Job> {
    return this.boardVerbs.specify(board, id);
  }

  @Post('links')
  @Action('hermes_kanban.link')
  @HttpCode(204)
  @ApiOperation({ summary: 'Make a task wait for another one' })
  link(
    @Query({ schema: boardQuerySchema }) { board }: BoardQuery,
    @Body({ schema: linkSchema }) link: TaskLink,
  ): Promise<void> {
    return this.verbs.link(board, link, true);
  }

  @Post('links/remove')
  @Action('hermes_kanban.unlink')
  @HttpCode(204)
  @ApiOperation({ summary: 'Make a task wait for another one no longer' })
  unlink(
    @Query({ schema: boardQuerySchema }) { board }: BoardQuery,
    @Body({ schema: linkSchema }) link: TaskLink,
  ): Promise<void> {
    return this.verbs.link(board, link, false);
  }

  @Post('dispatch')
  @Action('hermes_kanban.dispatch')
  @HttpCode(202)
  @ApiOperation({ summary: 'Have one pass of the dispatcher over a board, as a job' })
  dispatch(
    @Query({ schema: boardQuerySchema }) { board }: BoardQuery,
    @Body({ schema: dispatchSchema }) how: { readonly isDryRun: boolean; readonly most: number },
  ): Promise<Job> {
    return this.boardVerbs.dispatch(board, how);
  }

  @Post('boards')
  @Action('hermes_kanban.create_board')
  @HttpCode(204)
  @ApiOperation({ summary: 'Make a board' })
  createBoard(@Body({ schema: createBoardSchema }) board: CreateBoard): Promise<void> {
    return this.boardVerbs.create(board);
  }

  @Patch('boards/:slug')
  @Action('hermes_kanban.rename_board')
  @HttpCode(204)
  @ApiOperation({ summary: 'Give a board another name' })
  renameBoard(
    @Param('slug', { schema: boardSlugSchema }) slug: string,
    @Body({ schema: renameBoardSchema }) { name }: RenameBoard,
  ): Promise<void> {
    return this.boardVerbs.rename(slug, name);
  }

  @Post('boards/:slug/switch')
  @Action('hermes_kanban.switch_board')
  @HttpCode(204)
  @ApiOperation({ summary: 'Make a board the one that is taken when none is named' })
  switchBoard(@Param('slug', { schema: boardSlugSchema }) slug: string): Promise<void> {
    return this.boardVerbs.switch(slug);
  }

  @Delete('boards/:slug')
  @Action('hermes_kanban.remove_board')
  @HttpCode(204)
  @ApiOperation({ summary: 'Move a board among the removed ones' })
  removeBoard(@Param('slug', { schema: boardSlugSchema }) slug: string): Promise<void> {
    return this.boardVerbs.remove(slug);
  }
}
