/**
 * Which verb of `hermes kanban` moves a task from where to where, as hermes-agent 0.19 allows it. The page uses it too:
 * what is refused here is refused with the same words before and after it is asked for.
 */

/** In the order of the board. Others are tolerated and come last. */
export const taskStatuses = [
  'triage',
  'todo',
  'scheduled',
  'ready',
  'running',
  'blocked',
  'review',
  'done',
  'archived',
] as const;
export type TaskStatus = (typeof taskStatuses)[number];

/** Verbs for tasks that are on the board already. */
export const taskVerbs = [
  'complete',
  'block',
  'unblock',
  'schedule',
  'promote',
  'reclaim',
  'archive',
  'assign',
] as const;
export type TaskVerb = (typeof taskVerbs)[number];

/** Why a task is blocked; without one it is just blocked. */
export const blockKinds = ['needs_input', 'capability', 'dependency', 'transient'] as const;
export type BlockKind = (typeof blockKinds)[number];

const words: Readonly<Record<TaskStatus, string>> = {
  triage: 'Triage',
  todo: 'To do',
  scheduled: 'Scheduled',
  ready: 'Ready',
  running: 'Running',
  blocked: 'Blocked',
  review: 'Review',
  done: 'Done',
  archived: 'Archived',
};

/** The name of a column; one that is not known keeps its own. */
export const statusWord = (status: string): string =>
  isKnownStatus(status) ? words[status] : status;

export const isKnownStatus = (status: string): status is TaskStatus =>
  (taskStatuses as readonly string[]).includes(status);

interface VerbRule {
  readonly from: readonly TaskStatus[];
  /** What the verb does not do, for people. */
  readonly refusal: string;
}

const rules: Readonly<Record<TaskVerb, VerbRule>> = {
  complete: {
    from: ['ready', 'running', 'blocked', 'review'],
    refusal: 'Only tasks in Ready, Running, Blocked or Review can be completed.',
  },
  block: {
    from: ['ready', 'running'],
    refusal: 'Only tasks in Ready or Running can be blocked.',
  },
  unblock: {
    from: ['blocked', 'scheduled'],
    refusal: 'Only tasks in Blocked or Scheduled can be unblocked.',
  },
  schedule: {
    from: ['todo', 'ready', 'running', 'blocked'],
    refusal: 'Only tasks in To do, Ready, Running or Blocked can be scheduled.',
  },
  promote: {
    from: ['todo', 'blocked'],
    refusal: 'Only tasks in To do or Blocked can be promoted.',
  },
  reclaim: {
    from: ['running'],
    refusal: 'Only a running task can be taken back from its worker.',
  },
  archive: {
    from: taskStatuses.filter((status) => status !== 'archived'),
    refusal: 'It is archived already.',
  },
  assign: {
    from: taskStatuses.filter((status) => status !== 'running'),
    refusal: 'A running task keeps its assignee: take it back from its worker first.',
  },
};

/** Why a verb cannot be used on a task in a status; nothing when it can. A status nobody knows can only be left. */
export function verbRefusal(verb: TaskVerb, status: string): string | undefined {
  const { from, refusal } = rules[verb];
  if (isKnownStatus(status)) return from.includes(status) ? undefined : refusal;
  return verb === 'archive' || verb === 'assign'
    ? undefined
    : `This console does not know the status “${status}” and what leads out of it.`;
}

/** How a task gets into a column: by a verb, or not at all. */
export type TaskMove = { readonly verb: TaskVerb } | { readonly refusal: string };

/** How a task gets from one column into another. */
export function moveOf(from: string, to: string): TaskMove {
  if (from === to) return { refusal: `It is in ${statusWord(to)} already.` };
  if (from === 'done' && to !== 'archived')
    return { refusal: 'What is done stays done: no verb of Hermes reopens a task.' };
  if (from === 'archived')
    return { refusal: 'No verb of Hermes brings a task back from the archive.' };
  const verb = verbInto(from, to);
  if (typeof verb === 'object') return verb;
  const refusal = verbRefusal(verb, from);
  return refusal === undefined ? { verb } : { refusal };
}

function verbInto(from: string, to: string): TaskVerb | { readonly refusal: string } {
  switch (to) {
    case 'done':
      return 'complete';
    case 'blocked':
      return 'block';
    case 'scheduled':
      return 'schedule';
    case 'archived':
      return 'archive';
    case 'ready':
      return intoReady(from);
    case 'running':
      return {
        refusal:
          'A task runs once a worker claims it: the dispatcher sees to that for what is ready and assigned.',
      };
    case 'review':
      return { refusal: 'No verb of Hermes moves a task to Review; its worker asks for one.' };
    case 'todo':
      return {
        refusal:
          from === 'triage'
            ? 'A task leaves Triage by being specified, which a model does: open it and choose Specify.'
            : 'A task waits in To do while what it depends on is not done: link it, or block it as a dependency.',
      };
    case 'triage':
      return { refusal: 'Tasks begin in Triage or come there by being blocked again and again.' };
    default:
      return { refusal: `No verb of Hermes moves a task to “${to}”.` };
  }
}

function intoReady(from: string): TaskVerb | { readonly refusal: string } {
  if (from === 'running') return 'reclaim';
  if (from === 'blocked' || from === 'scheduled') return 'unblock';
  if (from === 'triage')
    return {
      refusal:
        'A task leaves Triage by being specified, which a model does: open it and choose Specify.',
    };
  if (from === 'review')
    return {
      refusal: 'No verb of Hermes sends a task from Review back; it can be completed or archived.',
    };
  return 'promote';
}
