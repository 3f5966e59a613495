import { Injectable } from '@nestjs/common';
import { describeCall, runningActor } from '../../admin-events/admin-call.ts';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { NotFound } from '../../http/domain-error.ts';
import type { CommandResult } from '../commands/hermes-command.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { outputOf } from '../sessions/session-verbs.ts';
import { NotChanged } from '../sessions/sessions.errors.ts';
import { BoardDatabase, type TaskState } from './board-database.ts';
import { defaultBoard } from './board-places.ts';
import { BoardsReader } from './boards-reader.ts';
import type { ActResult, ActRow, NewTask, TaskAct, TaskLink } from './kanban-changes.contract.ts';
import { TasksRefused } from './kanban.errors.ts';
import { argsFor, wasDone, wordsFor } from './task-acts.ts';
import { verbRefusal } from './task-moves.format.ts';
import { WorkerSecrets } from './worker-secrets.ts';

/** A call takes about a second to start, and one for many tasks works through them. */
const actMs = 180_000;

/**
 * Changes tasks through verbs of `hermes kanban`, which know what else belongs to a task. They exit with 0 whatever
 * happened, so what counts is what the board's database says afterwards. They run for the root's own profile, because
 * boards belong to the root.
 */
@Injectable()
export class TaskVerbs {
  constructor(
    private readonly boards: BoardsReader,
    private readonly command: HermesCommand,
    private readonly database: BoardDatabase,
    private readonly workers: WorkerSecrets,
  ) {}

  /** Throws `NotFound`, `HermesUnavailable`, and {@link TasksRefused} when not one of the tasks was changed. */
  async act(board: string, act: TaskAct): Promise<ActResult> {
    await this.boards.require(board);
    const ids = [...new Set(act.ids)];
    describeCall({
      target: {
        kind: 'hermes_kanban_task',
        id: ids[0],
        name: `${act.verb} ${ids.join(', ')} on ${board}`,
      },
    });
    await this.command.require(defaultBoard);
    const before = await this.statesOf(board, ids);
    const refused = new Map<string, string>();
    for (const id of ids) {
      const task = before.get(id);
      const refusal =
        task === undefined ? 'It is not on this board.' : verbRefusal(act.verb, task.status);
      if (refusal !== undefined) refused.set(id, refusal);
    }
    const tried = ids.filter((id) => !refused.has(id));
    const output = tried.length === 0 ? '' : await this.run(board, act, tried);
    const after = tried.length === 0 ? before : await this.statesOf(board, ids);
    const rows = ids.map((id) =>
      rowOf({
        id,
        act,
        before: before.get(id),
        after: after.get(id),
        refusal: refused.get(id),
        output,
      }),
    );
    const done = rows.filter(({ outcome }) => outcome === 'done');
    if (done.length === 0) throw new TasksRefused(rows);
    describeCall({ changes: changesOf(done, act) });
    return { rows };
  }

  /** Answers the id of the new task. Throws `NotFound`, `HermesUnavailable` and {@link NotChanged}. */
  async create(board: string, task: NewTask): Promise<{ readonly id: string }> {
    await this.boards.require(board);
    const mask = await this.workers.maskFor([task.assignee ?? null]);
    const name = `${mask(task.title)} on ${board}`;
    describeCall({ target: { kind: 'hermes_kanban_task', name } });
    const known = new Set(await this.database.idsOf(board, task.title).catch(ignoreMissing));
    const result = await this.kanban(board, [
      'create',
      ...(task.body === undefined ? [] : [`--body=${task.body}`]),
      ...(task.assignee === undefined ? [] : [`--assignee=${task.assignee}`]),
      ...(task.tenant === undefined ? [] : [`--tenant=${task.tenant}`]),
      ...(task.priority === 0 ? [] : [`--priority=${task.priority}`]),
      ...task.parents.map((parent) => `--parent=${parent}`),
      ...task.skills.map((skill) => `--skill=${skill}`),
      ...(task.isTriage ? ['--triage'] : []),
      ...['--json', task.title],
    ]);
    const found = await this.database.idsOf(board, task.title).catch(ignoreMissing);
    const id = found.find((each) => !known.has(each));
    if (id === undefined) throw new NotChanged(outputOf(result));
    describeCall({ target: { kind: 'hermes_kanban_task', id, name } });
    return { id };
  }

  /** Throws `NotFound`, `HermesUnavailable` and {@link NotChanged}. */
  async comment(board: string, id: string, text: string): Promise<void> {
    const before = await this.require(board, id);
    const author = runningActor();
    const result = await this.kanban(board, [
      'comment',
      ...(author === undefined ? [] : [`--author=${author}`]),
      ...[id, text],
    ]);
    const after = await this.require(board, id);
    if (after.comments <= before.comments) throw new NotChanged(outputOf(result));
  }

  /** Makes a task wait for another one, or no longer. Throws as {@link comment} does, such as for a circle. */
  async link(board: string, { parent, child }: TaskLink, isWanted: boolean): Promise<void> {
    await this.require(board, parent);
    await this.require(board, child);
    describeCall({
      target: {
        kind: 'hermes_kanban_task',
        id: child,
        name: `${child} after ${parent} on ${board}`,
      },
    });
    const result = await this.kanban(board, [isWanted ? 'link' : 'unlink', parent, child]);
    const { links } = await this.database.states(board, [parent, child]);
    const isThere = links.some((link) => link.parent === parent && link.child === child);
    if (isThere !== isWanted) throw new NotChanged(outputOf(result));
  }

  private async require(board: string, id: string): Promise<TaskState> {
    await this.boards.require(board);
    const task = (await this.statesOf(board, [id])).get(id);
    if (task === undefined) throw new NotFound(`The task ${id}`);
    describeCall({ target: { kind: 'hermes_kanban_task', id, name: `${task.title} on ${board}` } });
    return task;
  }

  /** Their titles are for people: what looks like a secret is taken out of them. */
  private async statesOf(
    board: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, TaskState>> {
    const { tasks } = await this.database.states(board, ids);
    const mask = await this.workers.maskFor(tasks.map(({ assignee }) => assignee));
    return new Map(tasks.map((task) => [task.id, { ...task, title: mask(task.title) }]));
  }

  /** Verbs that take several tasks are given them at once. */
  private async run(board: string, act: TaskAct, ids: readonly string[]): Promise<string> {
    const outputs: string[] = [];
    for (const args of argsFor(act, ids)) outputs.push(outputOf(await this.kanban(board, args)));
    return outputs.join('\n');
  }

  private kanban(board: string, args: readonly string[]): Promise<CommandResult> {
    return this.command.run(defaultBoard, ['kanban', '--board', board, ...args], {
      timeoutMs: actMs,
    });
  }
}

/** The first task of a board makes its database. */
function ignoreMissing(error: unknown): readonly string[] {
  if (error instanceof NotFound) return [];
  throw error;
}

function rowOf(of: {
  readonly id: string;
  readonly act: TaskAct;
  readonly before: TaskState | undefined;
  readonly after: TaskState | undefined;
  readonly refusal: string | undefined;
  readonly output: string;
}): ActRow {
  const { id, act, before, after, refusal, output } = of;
  const isDone =
    refusal === undefined &&
    before !== undefined &&
    after !== undefined &&
    wasDone(act, before, after);
  return {
    id,
    title: before?.title ?? null,
    outcome: isDone ? 'done' : 'refused',
    before: before?.status ?? null,
    after: after?.status ?? null,
    text: isDone ? wordsFor(act, after) : (refusal ?? `Hermes did not do it: ${said(output, id)}`),
  };
}

/** The line about the task, else the last one. */
function said(output: string, id: string): string {
  const lines = output
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const about = lines.findLast((each) => each.includes(id)) ?? lines.at(-1);
  return about?.slice(0, 500) ?? 'it said nothing.';
}

function changesOf(rows: readonly ActRow[], act: TaskAct): FieldChange[] {
  return rows.map(({ id, before, after }) =>
    act.verb === 'assign'
      ? { field: `${id}.assignee`, after: act.assignee ?? 'nobody' }
      : { field: `${id}.status`, before, after },
  );
}
