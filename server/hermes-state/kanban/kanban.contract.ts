import { z } from 'zod';
import { profileQuerySchema, sourceFileSchema } from '../hermes.contract.ts';

const time = z.iso.datetime().nullable();
const text = z.string().nullable();
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Hermes makes `t_` and eight hex digits; others are tolerated, but none that looks like an option. */
export const taskIdSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][\w.:-]*$/, 'is not the id of a task');
export const boardSlugSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, 'must be lower-case letters, digits, - and _');

/** Boards belong to the root: the profile says who asks, and changes nothing. */
export const kanbanQuerySchema = profileQuerySchema;
export const boardQuerySchema = profileQuerySchema.extend({
  board: boardSlugSchema.default('default'),
});
export type BoardQuery = z.infer<typeof boardQuerySchema>;

export const boardFilterSchema = boardQuerySchema.extend({
  search: optional(z.string().max(200)),
  /** A profile, or `none` for tasks of nobody. */
  assignee: optional(z.string().max(200)),
  tenant: optional(z.string().max(200)),
  archived: optional(z.literal('yes')),
  /** Cards of a column, unless `more` says otherwise. */
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** Columns of which more is wanted, such as `ready:150,done:100`. */
  more: optional(
    z
      .string()
      .max(1000)
      .regex(/^[^:,]{1,60}:\d{1,4}(,[^:,]{1,60}:\d{1,4})*$/),
  ),
});
export type BoardFilter = z.infer<typeof boardFilterSchema>;

const countsSchema = z.record(z.string(), z.number());

export const kanbanBoardSchema = z.object({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  icon: z.string(),
  color: z.string(),
  defaultWorkdir: text,
  createdAt: time,
  isDefault: z.boolean(),
  /** The one that the command takes when none is named. */
  isCurrent: z.boolean(),
  isArchived: z.boolean(),
  file: sourceFileSchema,
  /** Tasks by status; empty when the file cannot be read. */
  counts: countsSchema,
  total: z.number(),
  /** Of `board.json`, when it is there and cannot be read. */
  problem: sourceFileSchema.nullable(),
});
export type KanbanBoard = z.infer<typeof kanbanBoardSchema>;

/** `GET api/admin/hermes/kanban` */
export const kanbanSchema = z.object({
  boards: z.array(kanbanBoardSchema),
  /** More folders were there than are looked at. */
  isCut: z.boolean(),
  /** Folders of boards that were removed. */
  removed: z.array(z.string()),
  /** To whom tasks can be given. */
  profiles: z.array(z.string()),
  dispatcher: z.object({
    /** Profiles whose gateway runs here, and with it a dispatcher, unless its configuration says no. */
    running: z.array(z.string()),
    /** Of those, the ones that do not dispatch. */
    notDispatching: z.array(z.string()),
    /** Profiles with a gateway of which nobody can tell here. */
    unknown: z.array(z.string()),
  }),
  /** Why nothing can be changed; `null` when it can. */
  unavailableReason: text,
});
export type Kanban = z.infer<typeof kanbanSchema>;

/** Something to look at on a card. */
export const taskWarningSchema = z.object({
  kind: z.enum(['failures', 'no_assignee', 'unknown_assignee', 'stale']),
  text: z.string(),
});
export type TaskWarning = z.infer<typeof taskWarningSchema>;

export const taskCardSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  assignee: text,
  tenant: text,
  priority: z.number(),
  createdAt: time,
  startedAt: time,
  completedAt: time,
  blockKind: text,
  comments: z.number(),
  attachments: z.number(),
  parents: z.number(),
  /** Of the parents, those that are neither done nor archived. */
  openParents: z.number(),
  children: z.number(),
  warnings: z.array(taskWarningSchema),
});
export type TaskCard = z.infer<typeof taskCardSchema>;

export const boardColumnSchema = z.object({
  status: z.string(),
  /** Tasks that match, shown or not. */
  total: z.number(),
  tasks: z.array(taskCardSchema),
});
export type BoardColumn = z.infer<typeof boardColumnSchema>;

/** `GET api/admin/hermes/kanban/board` */
export const boardViewSchema = z.object({
  board: z.string(),
  file: sourceFileSchema,
  columns: z.array(boardColumnSchema),
  /** Tasks that the filter leaves out because they are archived. */
  archived: z.number(),
  assignees: z.array(z.string()),
  tenants: z.array(z.string()),
  /** When the oldest of the tasks that are ready was made, whatever the filter. */
  oldestReadyAt: time,
});
export type BoardView = z.infer<typeof boardViewSchema>;

const relativeSchema = z.object({ id: z.string(), title: z.string(), status: text });
export type TaskRelative = z.infer<typeof relativeSchema>;

export const taskRunSchema = z.object({
  id: z.number(),
  profile: text,
  step: text,
  status: z.string(),
  outcome: text,
  summary: text,
  error: text,
  metadata: text,
  startedAt: time,
  endedAt: time,
  heartbeatAt: time,
  workerPid: z.number().nullable(),
});
export type TaskRun = z.infer<typeof taskRunSchema>;

/** `GET api/admin/hermes/kanban/tasks/:id` */
export const taskDetailSchema = z.object({
  board: z.string(),
  task: taskCardSchema.extend({
    body: text,
    isBodyCut: z.boolean(),
    result: text,
    createdBy: text,
    workspace: z.object({ kind: text, path: text, branch: text }),
    claim: z.object({ holder: text, expiresAt: time, heartbeatAt: time }),
    skills: z.array(z.string()),
    model: text,
    provider: text,
    maxRetries: z.number().nullable(),
    maxRuntimeSeconds: z.number().nullable(),
    goalTurns: z.number().nullable(),
    isGoal: z.boolean(),
    sessionId: text,
    blockRecurrences: z.number(),
    failures: z.number(),
    lastError: text,
  }),
  parents: z.array(relativeSchema),
  children: z.array(relativeSchema),
  /** Oldest first; only the newest are read. */
  comments: z.array(z.object({ id: z.number(), author: z.string(), body: z.string(), at: time })),
  /** Newest first. */
  events: z.array(
    z.object({
      id: z.number(),
      kind: z.string(),
      run: z.number().nullable(),
      payload: text,
      at: time,
    }),
  ),
  /** Newest first. */
  runs: z.array(taskRunSchema),
  attachments: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      contentType: text,
      bytes: z.number(),
      by: text,
      at: time,
      /** Where Hermes says it lies. */
      path: z.string(),
      /** Whether the file is there; `null` when it lies outside of the board's own folder, where nobody looks. */
      isThere: z.boolean().nullable(),
    }),
  ),
  /** Of comments, events and runs together: older ones were not read. */
  isCut: z.boolean(),
  /** Size of what its workers printed; `null` without such a file. */
  logBytes: z.number().nullable(),
});
export type TaskDetail = z.infer<typeof taskDetailSchema>;

/** `GET api/admin/hermes/kanban/tasks/:id/log`: the end of what the workers printed. */
export const taskLogSchema = z.object({
  file: sourceFileSchema,
  text: z.string(),
  bytes: z.number(),
  isCut: z.boolean(),
});
export type TaskLog = z.infer<typeof taskLogSchema>;
