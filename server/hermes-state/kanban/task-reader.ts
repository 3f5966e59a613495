import { basename } from 'node:path';
import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { HermesHome } from '../hermes-home.ts';
import { numberOf, textOf } from '../sessions/session-values.ts';
import { StateUnreadable } from '../sessions/sessions.errors.ts';
import type { SqliteRow, SqliteRows } from '../sqlite/sqlite-work.ts';
import { sourceOf } from '../state-file.ts';
import { BoardDatabase } from './board-database.ts';
import { boardPlace } from './board-places.ts';
import { BoardsReader } from './boards-reader.ts';
import type { BoardQuery, TaskDetail, TaskLog } from './kanban.contract.ts';
import { cardOf } from './task-cards.ts';
import {
  attachmentOf,
  commentOf,
  detailStatements,
  eventOf,
  moreOf,
  relativeOf,
  runOf,
} from './task-parts.ts';
import { WorkerSecrets } from './worker-secrets.ts';

const logBytes = 65_536;

/** One task with all that happened to it. */
@Injectable()
export class TaskReader {
  constructor(
    private readonly home: HermesHome,
    private readonly boards: BoardsReader,
    private readonly database: BoardDatabase,
    private readonly workers: WorkerSecrets,
  ) {}

  /** Throws `NotFound` and `StateUnreadable`. */
  async read({ board, profile }: BoardQuery, id: string): Promise<TaskDetail> {
    await this.home.requireProfile(profile);
    await this.boards.require(board);
    const found = await this.database.read(board, (columns) => detailStatements(columns, id));
    if (found.status === 'unreadable')
      throw new StateUnreadable(boardPlace(board).database, found.reason);
    const row = found.status === 'present' ? found.value.task.rows[0] : undefined;
    if (found.status === 'missing' || row === undefined) throw new NotFound(`The task ${id}`);
    const { parents, children, comments, events, runs, attachments } = found.value;
    const profiles = await this.home.profiles();
    const mask = await this.workers.maskFor(workersIn(row, runs));
    const log = await this.home.facts('hermes', logOf(board, id));
    const all = [comments, events, runs, attachments, parents, children];
    return {
      board,
      task: {
        ...cardOf(row, { mask, profiles: new Set(profiles), nowMs: Date.now() }),
        ...moreOf(row, mask),
      },
      parents: parents.rows.map((parent) => relativeOf(parent, mask)),
      children: children.rows.map((child) => relativeOf(child, mask)),
      comments: comments.rows.map((comment) => commentOf(comment, mask)).reverse(),
      events: events.rows.map((event) => eventOf(event, mask)),
      runs: runs.rows.map((run) => runOf(run, mask)),
      attachments: (await this.attachmentsOf(board, id, attachments)).map((each) => ({
        ...each,
        name: mask(each.name),
        path: mask(each.path),
      })),
      isCut: all.some(({ isCut }) => isCut),
      logBytes: log.status === 'present' ? log.value.bytes : null,
    };
  }

  /** The end of what the workers of a task printed. Throws `NotFound` for a board that is not there. */
  async log({ board, profile }: BoardQuery, id: string): Promise<TaskLog> {
    await this.home.requireProfile(profile);
    await this.boards.require(board);
    const path = logOf(board, id);
    const opened = await this.home.open('hermes', path);
    const file = sourceOf(path, opened);
    if (opened.status !== 'present') return { file, text: '', bytes: 0, isCut: false };
    const { handle, facts } = opened.value;
    try {
      const start = Math.max(0, facts.bytes - logBytes);
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(logBytes), 0, logBytes, start);
      const text = buffer.subarray(0, bytesRead).toString('utf8');
      // A line of which only the end is here could hold the end of a secret that is not recognised.
      const whole = start === 0 ? text : text.slice(text.indexOf('\n') + 1);
      const mask = await this.maskOfLog(board, id);
      return { file, text: mask(whole), bytes: facts.bytes, isCut: start > 0 };
    } finally {
      await handle.close();
    }
  }

  /** Whoever worked on the task comes first; a log may be of a task that is not there any more. */
  private async maskOfLog(board: string, id: string): Promise<(text: string) => string> {
    const found = await this.database.read(board, (columns) => {
      const { task, runs } = detailStatements(columns, id);
      return { task, runs };
    });
    const { task, runs } = found.status === 'present' ? found.value : {};
    const own = workersIn(task?.rows[0] ?? {}, runs);
    return this.workers.maskFor([...own, ...(await this.home.profiles())]);
  }

  /** Paths in the database are somebody else's words: only the board's own folder is looked into. */
  private attachmentsOf(
    board: string,
    id: string,
    { rows }: SqliteRows,
  ): Promise<TaskDetail['attachments']> {
    const folder = `${boardPlace(board).folder}/attachments/${id}`;
    return Promise.all(
      rows.map(async (row: SqliteRow) => {
        const attachment = attachmentOf(row);
        const isOwn = attachment.path.endsWith(`/${folder}/${basename(attachment.path)}`);
        if (!isOwn) return { ...attachment, isThere: null };
        const facts = await this.home.facts('hermes', `${folder}/${basename(attachment.path)}`);
        const bytes = facts.status === 'present' ? facts.value.bytes : numberOf(row.size);
        return { ...attachment, bytes, isThere: facts.status === 'present' };
      }),
    );
  }
}

const workersIn = ({ assignee }: SqliteRow, runs?: SqliteRows): (string | null)[] =>
  [assignee, ...(runs?.rows ?? []).map(({ profile }) => profile)].map(textOf);

const logOf = (board: string, id: string): string => `${boardPlace(board).folder}/logs/${id}.log`;
