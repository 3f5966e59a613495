import { z } from 'zod';
import { sourceFileSchema } from '../hermes.contract.ts';

/**
 * Why a toolset is on or off on a platform. `list`: the list of the platform decides. `default`: the platform has no
 * list. `credentials`: on by itself because credentials for it are there. `global`: `agent.disabled_toolsets` has the last
 * word. `platform`: it does not exist there. `fixed`: the platform brings it along. `new_plugin`: on because Hermes has
 * not asked about it yet. `engine`: the context engine brings it along. `server`: the MCP server is off everywhere.
 * `allowlist`: the list names other MCP servers. `no_mcp`: the list refuses all of them. `unknown`: nothing tells.
 */
export const cellReasons = [
  'list',
  'default',
  'credentials',
  'global',
  'platform',
  'fixed',
  'new_plugin',
  'engine',
  'server',
  'allowlist',
  'no_mcp',
  'unknown',
] as const;
export type CellReason = (typeof cellReasons)[number];

export const cellSchema = z.object({
  platform: z.string(),
  /** `null` when it cannot be known from the files. */
  isOn: z.boolean().nullable(),
  reason: z.enum(cellReasons),
});
export type Cell = z.infer<typeof cellSchema>;

/** Whether what a toolset works with is there, as far as files tell: the environment of a running Hermes is not seen. */
export const needSchema = z.object({
  state: z.enum(['ready', 'missing', 'unknown']),
  detail: z.string(),
  /** Any one that is set is enough, unless the detail says otherwise. */
  variables: z.array(z.object({ name: z.string(), isSet: z.boolean() })),
});
export type Need = z.infer<typeof needSchema>;

export const toolsetSchema = z.object({
  name: z.string(),
  label: z.string(),
  /** `fixed`: part of a platform, nobody can switch it. */
  kind: z.enum(['builtin', 'fixed', 'plugin', 'mcp']),
  description: z.string(),
  tools: z.array(z.string()),
  /** Which of its tools there are besides, or why nobody knows. */
  toolsNote: z.string().nullable(),
  risk: z.object({ level: z.enum(['high', 'notable']), words: z.string() }).nullable(),
  /** Why it cannot be switched here; `null` when it can. */
  lockedReason: z.string().nullable(),
  /** `agent.disabled_toolsets` names it. */
  isDisabledEverywhere: z.boolean(),
  need: needSchema,
  /** One for each platform, in their order. */
  cells: z.array(cellSchema),
});
export type Toolset = z.infer<typeof toolsetSchema>;

export const toolPlatformSchema = z.object({
  name: z.string(),
  label: z.string(),
  /** Whether the platform is set up, as far as files tell. */
  isInUse: z.boolean(),
  /** `platform_toolsets` of the platform; `null` when it follows the default. */
  list: z.array(z.string()).nullable(),
  /** Names of the list that mean nothing here. */
  unknownNames: z.array(z.string()),
  /** Who can make the agent work there; `null` when only the operator can. */
  exposure: z.string().nullable(),
  /** What is odd about its part of `config.yaml`. */
  problem: z.string().nullable(),
});
export type ToolPlatform = z.infer<typeof toolPlatformSchema>;

const sizeSchema = z.object({ characters: z.number(), bytes: z.number() });

/** What `hermes prompt-size` said last, since this process started. */
export const promptSizeSchema = z.object({
  measuredAt: z.iso.datetime(),
  platform: z.string(),
  model: z.string().nullable(),
  tools: z.object({ count: z.number(), bytes: z.number() }),
  systemPrompt: sizeSchema,
  /** Of the system prompt. */
  parts: z.array(sizeSchema.extend({ name: z.string() })),
});
export type PromptSize = z.infer<typeof promptSizeSchema>;

/** `GET api/admin/hermes/tools?profile=` */
export const toolsSchema = z.object({
  profile: z.string(),
  sources: z.array(sourceFileSchema),
  /** For `If-Match`; `null` when `config.yaml` cannot be changed as it is. */
  configVersion: z.string().nullable(),
  /** Hermes cannot load `config.yaml` and goes by its defaults, which are what is shown. */
  isConfigBroken: z.boolean(),
  platforms: z.array(toolPlatformSchema),
  toolsets: z.array(toolsetSchema),
  promptSize: promptSizeSchema.nullable(),
  /** Why no verb can be run; `null` when one can. */
  unavailableReason: z.string().nullable(),
  /** There is more than is looked at. */
  isCut: z.boolean(),
});
export type Tools = z.infer<typeof toolsSchema>;

const nameSchema = z.string().regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'It is no name of that kind.');

/** Body of `POST api/admin/hermes/tools/switch`. */
export const switchToolsetSchema = z.strictObject({
  toolset: nameSchema,
  platform: nameSchema,
  isEnabled: z.boolean(),
});
export type SwitchToolset = z.infer<typeof switchToolsetSchema>;

/** Body of `PUT api/admin/hermes/tools` and of `POST …/preview`: one change of `config.yaml`, made by this console. */
export const toolsChangeSchema = z.discriminatedUnion('kind', [
  switchToolsetSchema.extend({ kind: z.literal('switch') }),
  /** The list of the platform goes: its default counts again. */
  z.strictObject({ kind: z.literal('reset'), platform: nameSchema }),
  /** The name goes from `agent.disabled_toolsets`. */
  z.strictObject({ kind: z.literal('allow'), toolset: nameSchema }),
]);
export type ToolsChange = z.infer<typeof toolsChangeSchema>;

/** What a change writes, before it is made. Secrets in the texts are masked. */
export const toolsPreviewSchema = z.object({
  /** Of the platform; `null`: none, the default counts. */
  listBefore: z.array(z.string()).nullable(),
  listAfter: z.array(z.string()).nullable(),
  /** What else to know of the `hermes` command making this change; empty for what it cannot do. */
  commandNotes: z.array(z.string()),
  before: z.string(),
  after: z.string(),
  version: z.string(),
});
export type ToolsPreview = z.infer<typeof toolsPreviewSchema>;
