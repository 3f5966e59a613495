import { HttpClient, HttpErrorResponse } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom, Subject } from 'rxjs';
import type {
  ActResult,
  ActRow,
  TaskLink,
} from '../../../../../server/hermes-state/kanban/kanban-changes.contract';
import type { TaskCard } from '../../../../../server/hermes-state/kanban/kanban.contract';
import {
  moveOf,
  statusWord,
  type TaskVerb,
} from '../../../../../server/hermes-state/kanban/task-moves.format';
import { Confirm } from '../../ui/confirm';
import { formatCount } from '../../ui/format';
import { type Problem, problemOf } from '../../ui/problem';
import { verbCall } from '../../ui/time-limit';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ActDialog, type ActAnswers, type ActRequest } from './act-dialog';
import { KanbanStore } from './kanban-store';
import { ResultsDialog } from './results-dialog';

const base = '/api/admin/hermes/kanban';
/** Some verbs take one task at a time. */
const manyMs = 600_000;

type Moved = Pick<TaskCard, 'id' | 'title' | 'status' | 'assignee'>;

/** What can be done with tasks, each with the question it needs and the result that the database shows. */
@Injectable()
export class TaskActions {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly store = inject(KanbanStore);
  private readonly toasts = inject(Toasts);
  private readonly changed = new Subject<void>();

  /** Something was changed, or tried. */
  readonly changes = this.changed.asObservable();

  /** Moves a task to a column, or says why it cannot go there. */
  async move(task: Moved, to: string): Promise<void> {
    if (task.status === to) return;
    const move = moveOf(task.status, to);
    const refusal = this.store.readOnly() || ('refusal' in move ? move.refusal : '');
    if (refusal !== '' || 'refusal' in move)
      return this.toasts.failed(`“${task.title}” stays in ${statusWord(task.status)}.`, {
        message: refusal,
      });
    await this.act(move.verb, [task]);
  }

  /** Uses a verb on tasks, after asking what it needs. Answers whether it was tried. */
  async act(verb: TaskVerb, tasks: readonly Moved[]): Promise<boolean> {
    const answers = await this.ask(verb, tasks);
    if (answers === undefined) return false;
    const ids = tasks.map(({ id }) => id);
    this.mark(ids, 'Changing…');
    try {
      const { rows } = await this.post<ActResult>('tasks/act', { ids, verb, ...answers }, manyMs);
      this.tell(rows);
    } catch (error) {
      const rows = rowsIn(error);
      if (rows !== undefined && rows.length > 1) this.tell(rows);
      else this.toasts.failed(nothingChanged(tasks), problemOf(error));
    } finally {
      this.mark(ids, undefined);
      this.reload();
    }
    return true;
  }

  /** Answers why it was not added; nothing when it was. */
  async comment(id: string, text: string): Promise<Problem | undefined> {
    return this.try(() => this.post(`tasks/${id}/comments`, { text }));
  }

  async link(link: TaskLink): Promise<Problem | undefined> {
    return this.try(() => this.post('links', link));
  }

  async unlink(link: TaskLink): Promise<void> {
    const problem = await this.try(() => this.post('links/remove', link));
    if (problem) this.toasts.failed('The dependency stays.', problem);
  }

  async specify({ id, title }: Moved): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Have “${title}” worked out?`,
      consequences: [
        'A model writes its title and body anew, and it leaves Triage. That costs tokens; the model is auxiliary.triage_specifier of the default profile.',
      ],
      affected: [`hermes -p default kanban --board ${this.store.view().board} specify ${id}`],
      confirm: 'Specify task',
    });
    if (confirmed === undefined) return;
    await this.jobs.run(`kanban/tasks/${id}/specify?board=${this.store.view().board}`, {});
    this.reload();
  }

  async dispatch(isDryRun: boolean): Promise<void> {
    const { board } = this.store.view();
    const confirmed =
      isDryRun ||
      (await this.confirm.ask({
        title: 'Start workers now?',
        consequences: [
          'The dispatcher goes over the board once: it takes back what is stale, promotes what is not waiting any more, and starts up to five workers for what is ready and assigned. Workers use models, which costs tokens.',
        ],
        affected: [`hermes -p default kanban --board ${board} dispatch --max=5`],
        confirm: 'Start workers',
      }));
    if (!confirmed) return;
    await this.jobs.run(`kanban/dispatch?board=${board}`, { isDryRun });
    this.reload();
  }

  reload(): void {
    this.store.reload();
    this.changed.next();
  }

  /** What the verb needs to know; nothing when the operator backs out. */
  private async ask(verb: TaskVerb, tasks: readonly Moved[]): Promise<ActAnswers | undefined> {
    const titles = tasks.map(({ title }) => title);
    const what = titles.length === 1 ? `“${titles[0]}”` : formatCount(titles.length, 'task');
    if (verb === 'unblock' || verb === 'promote') return {};
    if (verb === 'archive' || verb === 'reclaim') {
      const isArchive = verb === 'archive';
      const confirmed = await this.confirm.ask({
        title: isArchive ? `Archive ${what}?` : `Take ${what} back from its worker?`,
        consequences: [
          isArchive
            ? 'It leaves the board, and no verb of Hermes brings it back. A worker that is at it is ended, and its scratch workspace is deleted.'
            : 'Its worker is ended and what it has not saved is lost. The task is ready again, and the dispatcher may start another worker at once.',
        ],
        ...(titles.length > 1 && { affected: titles }),
        confirm: isArchive ? `Archive ${titles.length === 1 ? 'task' : 'tasks'}` : 'Take back',
        isDangerous: true,
      });
      return confirmed && {};
    }
    const request: ActRequest = {
      verb,
      titles,
      profiles: this.store.profiles(),
      assignee: tasks[0]?.assignee ?? null,
    };
    const opened = this.dialog.open<ActDialog, ActRequest, ActAnswers>(ActDialog, {
      data: request,
      width: '32rem',
    });
    return firstValueFrom(opened.afterClosed());
  }

  private tell(rows: readonly ActRow[]): void {
    const [only] = rows;
    if (rows.length > 1) this.dialog.open(ResultsDialog, { data: rows, width: '48rem' });
    else if (only) this.toasts.succeeded(`“${only.title ?? only.id}”: ${only.text}`);
  }

  private async try(work: () => Promise<unknown>): Promise<Problem | undefined> {
    try {
      await work();
      return undefined;
    } catch (error) {
      return problemOf(error);
    } finally {
      this.reload();
    }
  }

  private post<T>(path: string, body: object, limitMs?: number): Promise<T> {
    const options = { params: { board: this.store.view().board }, context: verbCall(limitMs) };
    return firstValueFrom(this.http.post<T>(`${base}/${path}`, body, options));
  }

  private mark(ids: readonly string[], word: string | undefined): void {
    const next = new Map(this.store.busy());
    for (const id of ids)
      if (word === undefined) next.delete(id);
      else next.set(id, word);
    this.store.busy.set(next);
  }
}

const nothingChanged = (tasks: readonly Moved[]): string =>
  tasks.length === 1 ? `“${tasks[0]!.title}” was not changed.` : 'No task was changed.';

/** The result of each task when none of them was changed. */
function rowsIn(error: unknown): readonly ActRow[] | undefined {
  if (!(error instanceof HttpErrorResponse)) return undefined;
  const body = error.error as { error?: { details?: { rows?: readonly ActRow[] } } } | null;
  return body?.error?.details?.rows;
}
