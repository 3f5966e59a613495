import { z } from 'zod';
import { fitsArgument, tooLongArgument } from '../commands/argument.contract.ts';
import { boardSlugSchema, taskIdSchema } from './kanban.contract.ts';
import { blockKinds, taskVerbs } from './task-moves.format.ts';

const text = z.string().nullable();
/**
 * Words that become an argument of the command. One that begins like an option would be taken for one: a dash must be
 * followed by a space, as in a list.
 */
const argument = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(/^(?!-(?! ))/, 'must not begin with a dash right before a word')
    .regex(/^[^\0]*$/, 'must not hold NUL');
/** Given behind the name of an option, where it cannot be taken for another one. */
const plain = (longest: number) =>
  z
    .string()
    .max(longest)
    .regex(/^[^\0]*$/u, 'must not hold NUL')
    .refine(fitsArgument, tooLongArgument);
const line = (longest: number) => argument(longest).regex(/^[^\p{Cc}]*$/u, 'must be one line');
const profileName = z.string().regex(/^[a-zA-Z0-9][\w.-]{0,63}$/, 'is not the name of a profile');

export const createTaskSchema = z.strictObject({
  title: line(300).min(1),
  body: plain(50_000).optional(),
  assignee: profileName.optional(),
  tenant: line(100).optional(),
  priority: z.number().int().min(-1000).max(1000).default(0),
  parents: z.array(taskIdSchema).max(20).default([]),
  /** Parked until somebody, or a model, has worked it out. */
  isTriage: z.boolean().default(false),
  skills: z.array(line(100).min(1)).max(20).default([]),
});
export type CreateTask = z.input<typeof createTaskSchema>;
export type NewTask = z.output<typeof createTaskSchema>;

/** `POST …/kanban/tasks/act`: one verb for one task or many. */
export const taskActSchema = z.strictObject({
  ids: z.array(taskIdSchema).min(1).max(50),
  verb: z.enum(taskVerbs),
  /** For people who read the task later: of block, schedule, unblock, promote and reclaim. */
  reason: line(2000).optional(),
  kind: z.enum(blockKinds).optional(),
  /** Of complete. */
  result: plain(20_000).optional(),
  /** Of assign; `null` takes it from whoever has it. */
  assignee: profileName.nullable().optional(),
});
export type TaskAct = z.infer<typeof taskActSchema>;

export const actRowSchema = z.object({
  id: z.string(),
  title: text,
  outcome: z.enum(['done', 'refused']),
  before: text,
  after: text,
  text: z.string(),
});
export type ActRow = z.infer<typeof actRowSchema>;
export const actResultSchema = z.object({ rows: z.array(actRowSchema) });
export type ActResult = z.infer<typeof actResultSchema>;

export const commentSchema = z.strictObject({ text: argument(20_000).min(1) });
export type NewComment = z.infer<typeof commentSchema>;

export const linkSchema = z.strictObject({ parent: taskIdSchema, child: taskIdSchema });
export type TaskLink = z.infer<typeof linkSchema>;

export const createBoardSchema = z.strictObject({
  slug: boardSlugSchema,
  name: line(100).optional(),
  description: line(500).optional(),
  icon: line(8).optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/)
    .optional(),
});
export type CreateBoard = z.infer<typeof createBoardSchema>;
export const renameBoardSchema = z.strictObject({ name: line(100).min(1) });
export type RenameBoard = z.infer<typeof renameBoardSchema>;

export const dispatchSchema = z.strictObject({
  /** Says what it would do. */
  isDryRun: z.boolean().default(false),
  /** Workers to start at most. */
  most: z.number().int().min(1).max(20).default(5),
});
export type Dispatch = z.input<typeof dispatchSchema>;
