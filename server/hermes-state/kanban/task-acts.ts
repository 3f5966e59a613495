import type { TaskState } from './board-database.ts';
import type { TaskAct } from './kanban-changes.contract.ts';
import { statusWord } from './task-moves.format.ts';

/** The arguments behind `hermes kanban --board <board>`: one call for all tasks where the verb takes several. */
export function argsFor(act: TaskAct, ids: readonly string[]): readonly (readonly string[])[] {
  const [first = '', ...others] = ids;
  const more = others.length === 0 ? [] : ['--ids', ...others];
  const reason = act.reason === undefined || act.reason === '' ? [] : [act.reason];
  const asOption = reason.map((text) => `--reason=${text}`);
  switch (act.verb) {
    case 'complete': {
      const result =
        act.result === undefined || act.result === '' ? [] : [`--result=${act.result}`];
      return [['complete', ...result, ...ids]];
    }
    case 'block': {
      const kind = act.kind === undefined ? [] : [`--kind=${act.kind}`];
      // Options come behind: the one with several ids would take what follows it for ids too.
      return [['block', first, ...reason, ...kind, ...more]];
    }
    case 'schedule':
      return [['schedule', first, ...reason, ...more]];
    case 'promote':
      return [['promote', first, ...reason, ...more]];
    case 'unblock':
      return [['unblock', ...asOption, ...ids]];
    case 'archive':
      return [['archive', ...ids]];
    case 'reclaim':
      return ids.map((id) => ['reclaim', ...asOption, id]);
    case 'assign':
      return ids.map((id) => ['assign', id, act.assignee ?? 'none']);
  }
}

/** Whether a task is as the verb leaves it. A dispatcher may have taken what became ready already. */
export function wasDone(act: TaskAct, before: TaskState, after: TaskState): boolean {
  switch (act.verb) {
    case 'complete':
      return after.status === 'done';
    case 'block':
      return ['blocked', 'todo', 'triage'].includes(after.status);
    case 'unblock':
      return !['blocked', 'scheduled'].includes(after.status);
    case 'schedule':
      return after.status === 'scheduled';
    case 'promote':
      return !['todo', 'blocked'].includes(after.status);
    case 'archive':
      return after.status === 'archived';
    case 'reclaim':
      return after.status !== 'running' || after.runId !== before.runId;
    case 'assign':
      return after.assignee === (act.assignee ?? null);
  }
}

/** Where it went, and why not where one might think. */
export function wordsFor(act: TaskAct, after: TaskState): string {
  if (act.verb === 'assign')
    return act.assignee ? `It is given to ${act.assignee}.` : 'It is nobody’s now.';
  if (act.verb === 'block' && after.status === 'triage')
    return 'It went to Triage, because it was blocked for the same reason before.';
  if (act.verb === 'block' && after.status === 'todo')
    return 'It waits in To do until what it depends on is done.';
  if (act.verb === 'unblock' && after.status === 'todo')
    return 'It went to To do, because something it depends on is not done.';
  return `It is in ${statusWord(after.status)} now.`;
}
