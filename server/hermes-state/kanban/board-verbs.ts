import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { changesBetween } from '../../admin-events/field-changes.ts';
import type { CommandResult } from '../commands/hermes-command.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { Jobs } from '../commands/jobs.ts';
import type { Job } from '../commands/jobs.contract.ts';
import { outputOf } from '../sessions/session-verbs.ts';
import { NotChanged } from '../sessions/sessions.errors.ts';
import { numberOf } from '../sessions/session-values.ts';
import { BoardDatabase } from './board-database.ts';
import { boardPlace, defaultBoard } from './board-places.ts';
import { BoardsReader } from './boards-reader.ts';
import type { CreateBoard } from './kanban-changes.contract.ts';
import type { KanbanBoard } from './kanban.contract.ts';
import { BoardRefused } from './kanban.errors.ts';

const dispatchMs = 300_000;
/** A model works the task out. */
const specifyMs = 600_000;

/** Verbs about boards as a whole. Each is checked against the files afterwards, because the command always exits with 0. */
@Injectable()
export class BoardVerbs {
  constructor(
    private readonly boards: BoardsReader,
    private readonly command: HermesCommand,
    private readonly database: BoardDatabase,
    private readonly jobs: Jobs,
  ) {}

  /** Throws {@link BoardRefused}, `HermesUnavailable` and {@link NotChanged}. */
  async create({ slug, ...board }: CreateBoard): Promise<void> {
    describe(slug, undefined, { slug, ...board });
    const { slugs } = await this.boards.slugs();
    if (slugs.includes(slug)) throw new BoardRefused(`There is a board ${slug} already.`);
    const options = Object.entries(board).filter(
      ([, value]) => value !== undefined && value !== '',
    );
    const result = await this.run([
      'create',
      ...options.map(([name, value]) => `--${name}=${value}`),
      slug,
    ]);
    if (!(await this.boards.slugs()).slugs.includes(slug)) throw new NotChanged(outputOf(result));
  }

  /** Another name to show; the slug stays. Throws `NotFound`, {@link BoardRefused} and {@link NotChanged}. */
  async rename(slug: string, name: string): Promise<void> {
    refuseDefault(slug, 'renamed: it has no file that could hold a name');
    const before = await this.find(slug);
    describe(slug, { name: before.name }, { name });
    const result = await this.run(['rename', slug, name]);
    if ((await this.find(slug)).name !== name) throw new NotChanged(outputOf(result));
  }

  /** The board that the command and the agents take when none is named. Throws as {@link rename} does. */
  async switch(slug: string): Promise<void> {
    const before = await this.find(slug);
    describe(slug, { isCurrent: before.isCurrent }, { isCurrent: true });
    const result = await this.run(['switch', slug]);
    if (!(await this.find(slug)).isCurrent) throw new NotChanged(outputOf(result));
  }

  /** Moves the board among the removed ones, from where it can be put back. Throws as {@link rename} does. */
  async remove(slug: string): Promise<void> {
    refuseDefault(slug, 'removed');
    const before = await this.find(slug);
    describe(slug, { name: before.name, tasks: before.total }, undefined);
    const result = await this.run(['rm', slug]);
    if ((await this.boards.slugs()).slugs.includes(slug)) throw new NotChanged(outputOf(result));
  }

  /** One pass of the dispatcher, which starts workers for what is ready and assigned. Throws as `Jobs.start` does. */
  async dispatch(
    board: string,
    { isDryRun, most }: { isDryRun: boolean; most: number },
  ): Promise<Job> {
    await this.boards.require(board);
    const before = await this.countRuns(board);
    const flags = isDryRun ? ['--dry-run'] : [];
    return this.jobs.start({
      name: isDryRun ? `What the dispatcher would do on ${board}` : `Dispatch the board ${board}`,
      profile: defaultBoard,
      group: 'kanban',
      args: ['kanban', '--board', board, 'dispatch', `--max=${most}`, ...flags],
      timeoutMs: dispatchMs,
      // It tells what it did. When it cannot open the board it prints no result, and exits with 0 all the same.
      verify: async (result) => {
        const hasSaid = result !== undefined && result.stdout.trim() !== '';
        const started = (await this.countRuns(board)) - before;
        if (started > 0) return { isAsWanted: true, text: `New attempts: ${started}.` };
        const text = isDryRun ? 'It answered.' : 'No attempt was begun; perhaps nothing is ready.';
        return { isAsWanted: hasSaid, text: hasSaid ? text : 'It said nothing of what it did.' };
      },
    });
  }

  /** Has a model work a task in Triage out. Throws as `Jobs.start` does, and {@link BoardRefused}. */
  async specify(board: string, id: string): Promise<Job> {
    await this.boards.require(board);
    const [task] = (await this.database.states(board, [id])).tasks;
    if (task?.status !== 'triage')
      throw new BoardRefused('Only a task in Triage can be specified, and this one is in none.');
    return this.jobs.start({
      name: `Specify the task ${id}`,
      profile: defaultBoard,
      group: `kanban specify ${id}`,
      args: ['kanban', '--board', board, 'specify', id],
      timeoutMs: specifyMs,
      verify: async () => {
        const status = (await this.database.states(board, [id])).tasks[0]?.status ?? 'gone';
        const isAsWanted = status !== 'triage' && status !== 'gone';
        return { isAsWanted, text: isAsWanted ? `It left Triage: ${status}.` : `It is ${status}.` };
      },
    });
  }

  private async countRuns(board: string): Promise<number> {
    const found = await this.database.read(board, ({ has }) => ({
      run: {
        sql: has('task_runs') ? 'select count(*) as runs from task_runs' : 'select 0 as runs',
      },
    }));
    return found.status === 'present' ? numberOf(found.value.run.rows[0]?.runs) : 0;
  }

  private async find(slug: string): Promise<KanbanBoard> {
    await this.boards.require(slug);
    return (await this.boards.read(defaultBoard)).boards.find((board) => board.slug === slug)!;
  }

  private run(args: readonly string[]): Promise<CommandResult> {
    return this.command.run(defaultBoard, ['kanban', 'boards', ...args]);
  }
}

function refuseDefault(slug: string, what: string): void {
  if (slug === defaultBoard) throw new BoardRefused(`The default board cannot be ${what}.`);
}

function describe(slug: string, before: object | undefined, after: object | undefined): void {
  describeCall({
    target: { kind: 'hermes_kanban_board', id: slug, name: boardPlace(slug).database },
    changes: changesBetween(before as Record<string, unknown>, after as Record<string, unknown>),
  });
}
