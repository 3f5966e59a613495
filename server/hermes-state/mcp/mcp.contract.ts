import { z } from 'zod';
import { jobSchema } from '../commands/jobs.contract.ts';
import { sourceFileSchema } from '../hermes.contract.ts';

export const mcpTransports = ['stdio', 'http', 'sse'] as const;
export type McpTransport = (typeof mcpTransports)[number];
export const mcpToolModes = ['all', 'include', 'exclude'] as const;
export type McpToolMode = (typeof mcpToolModes)[number];

/** A variable or a header. A value leaves the server masked; one that only names variables (`${NAME}`) as written. */
export const mcpValueSchema = z.object({
  name: z.string(),
  reference: z.string().nullable(),
  secret: z.object({ masked: z.string(), fingerprint: z.string() }).nullable(),
});
export type McpValue = z.infer<typeof mcpValueSchema>;

/** What `hermes mcp test` found, last time. */
export const mcpTestSchema = z.object({
  outcome: z.enum(['connected', 'failed']),
  at: z.iso.datetime(),
  /** As the command says it; `null` when it did not. */
  tookMs: z.number().nullable(),
  /** The first failure it told, or how many tools it found. */
  message: z.string(),
  tools: z.array(z.object({ name: z.string(), description: z.string() })),
  /** The server was changed since. */
  isOutdated: z.boolean(),
});
export type McpTest = z.infer<typeof mcpTestSchema>;

/** What lies in `mcp-tokens` for one server. */
export const mcpTokenSchema = z.object({
  /** `renewable`: it has expired, and there is a refresh token. */
  state: z.enum(['absent', 'valid', 'renewable', 'expired', 'unknown', 'unreadable']),
  expiresAt: z.iso.datetime().nullable(),
  scope: z.string().nullable(),
  files: z.array(sourceFileSchema),
});
export type McpToken = z.infer<typeof mcpTokenSchema>;

export const mcpServerSchema = z.object({
  name: z.string(),
  /** `unknown`: neither a command nor a URL, or no mapping at all. */
  transport: z.enum([...mcpTransports, 'unknown']),
  /** Secrets in these are masks that stand for what is in the file. */
  command: z.string().nullable(),
  args: z.array(z.string()),
  url: z.string().nullable(),
  /** The package a runner such as `npx` fetches, and the version it is held to. */
  package: z.object({ name: z.string(), version: z.string().nullable() }).nullable(),
  isMapping: z.boolean(),
  isEnabled: z.boolean(),
  tools: z.object({ mode: z.enum(mcpToolModes), names: z.array(z.string()) }),
  env: z.array(mcpValueSchema),
  headers: z.array(mcpValueSchema),
  auth: z.object({
    kind: z.enum(['none', 'header', 'oauth']),
    scope: z.string().nullable(),
    clientId: z.string().nullable(),
    hasClientSecret: z.boolean(),
  }),
  token: mcpTokenSchema,
  /** In seconds; `null`: as Hermes takes it (300 and 60). */
  timeoutSeconds: z.number().nullable(),
  connectTimeoutSeconds: z.number().nullable(),
  /** What is wrong with it, one sentence each. */
  problems: z.array(z.string()),
  /** Why it is neither switched on nor tested here; `null` when nothing speaks against it. */
  refusal: z.string().nullable(),
  /** Its part of `config.yaml`, secrets masked. */
  yaml: z.string(),
  test: mcpTestSchema.nullable(),
});
export type McpServer = z.infer<typeof mcpServerSchema>;

/** `GET api/admin/hermes/mcp` */
export const mcpSchema = z.object({
  profile: z.string(),
  source: sourceFileSchema,
  /** Of `config.yaml`, for `If-Match`. */
  version: z.string(),
  /** Why nothing can be changed; `null` when it can. */
  locked: z.string().nullable(),
  problems: z.array(z.string()),
  servers: z.array(mcpServerSchema),
  /** There are more entries than are looked at. */
  isCut: z.boolean(),
  tokenFolder: sourceFileSchema,
  /** Tokens that belong to no server of the list. */
  strayTokens: z.array(z.string()),
  /** Why the results of tests are not shown. */
  testsProblem: z.string().nullable(),
  /** Why no test can be run; `null` when one can. */
  unavailableReason: z.string().nullable(),
  /** A gateway that runs and began before `config.yaml` was last changed. */
  isGatewayBehind: z.boolean(),
});
export type Mcp = z.infer<typeof mcpSchema>;

const reserved = new Set(['__proto__', 'constructor', 'prototype']);
/** Of a server that is in the file already: any. */
const knownName = z.string().min(1).max(200);
/** Hermes makes names of tools, of files and of settings from it. */
export const mcpNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'Letters, digits, _ and -, at most 64.')
  .refine((name) => !reserved.has(name), 'This name is taken.');

// eslint-disable-next-line no-control-regex -- these are what is refused
const oneLine = (text: string): boolean => !/[\u0000-\u0008\u000a-\u001f\u007f]/.test(text);
/** In characters: of one value, argument, command or URL. */
export const longestMcpText = 8192;
const value = z
  .string()
  .max(longestMcpText)
  .refine(oneLine, 'One line of text.')
  .refine((text) => !/‹hidden:|•{3}/.test(text), 'A mask is no value. Type the value itself.')
  .nullable();
/** `value` is `null`: what the file has is kept. */
const named = (name: RegExp, words: string) =>
  z.strictObject({
    name: z
      .string()
      .regex(name, words)
      .refine((text) => !reserved.has(text), words),
    value,
  });
const part = z.string().max(longestMcpText).refine(oneLine, 'One line of text.');
const seconds = z.number().positive().max(86_400).nullable();
const oauthText = z.string().trim().max(500).refine(oneLine, 'One line of text.');

/** A server as it is wanted. Masks in `command`, `args` and `url` stand for what the file has there. */
export const mcpDraftSchema = z.strictObject({
  transport: z.enum(mcpTransports),
  command: part.default(''),
  args: z.array(part).max(100).default([]),
  env: z
    .array(named(/^[^\s=:]{1,128}$/, 'A name without spaces.'))
    .max(100)
    .default([]),
  url: part.default(''),
  headers: z
    .array(named(/^[\w!#$%&'*+.^`|~-]{1,128}$/, 'A name of a header.'))
    .max(100)
    .default([]),
  auth: z.enum(['none', 'header', 'oauth']).default('none'),
  oauth: z
    .strictObject({ scope: oauthText, clientId: oauthText, clientSecret: value })
    .default({ scope: '', clientId: '', clientSecret: null }),
  timeoutSeconds: seconds.default(null),
  connectTimeoutSeconds: seconds.default(null),
});
export type McpDraft = z.infer<typeof mcpDraftSchema>;

export const addMcpSchema = z.strictObject({ name: mcpNameSchema, draft: mcpDraftSchema });
export const changeMcpSchema = z.strictObject({ name: knownName, draft: mcpDraftSchema });
export const duplicateMcpSchema = z.strictObject({ name: knownName, as: mcpNameSchema });
export const enableMcpSchema = z.strictObject({ name: knownName, isEnabled: z.boolean() });
export const selectToolsSchema = z.strictObject({
  name: knownName,
  mode: z.enum(mcpToolModes),
  names: z.array(z.string().min(1).max(200).refine(oneLine, 'One line of text.')).max(2000),
});
export const namedMcpSchema = z.strictObject({ name: knownName });
const importText = z.string().min(1).max(200_000);
export const importMcpSchema = z.strictObject({
  text: importText,
  /** Those that shall be added or replaced. */
  names: z.array(knownName).min(1).max(200),
});
export const checkImportSchema = z.strictObject({ text: importText });

/** Everything that can be done to `mcp_servers`, for the preview. */
export const mcpChangeSchema = z.discriminatedUnion('kind', [
  addMcpSchema.extend({ kind: z.literal('add') }),
  changeMcpSchema.extend({ kind: z.literal('change') }),
  duplicateMcpSchema.extend({ kind: z.literal('duplicate') }),
  enableMcpSchema.extend({ kind: z.literal('enable') }),
  selectToolsSchema.extend({ kind: z.literal('tools') }),
  namedMcpSchema.extend({ kind: z.literal('remove') }),
  importMcpSchema.extend({ kind: z.literal('import') }),
]);
export type McpChange = z.infer<typeof mcpChangeSchema>;

/** What a change would make of `config.yaml`. Secrets are masked in both texts. */
export const mcpPreviewSchema = z.object({
  file: z.string(),
  before: z.string(),
  after: z.string(),
  /** Of the file as it is now, for `If-Match`. */
  version: z.string(),
  /** What else it means, one paragraph each. */
  notes: z.array(z.string()),
});
export type McpPreview = z.infer<typeof mcpPreviewSchema>;

export const mcpSavedSchema = z.object({
  version: z.string(),
  /** Token files that should have been deleted and were not, with the reason. */
  leftBehind: z.array(z.string()),
});
export type McpSaved = z.infer<typeof mcpSavedSchema>;

/** One entry of a text that is to be imported; no value of a variable or header is in it. */
export const importedServerSchema = z.object({
  name: z.string(),
  action: z.enum(['add', 'replace', 'same', 'refused']),
  /** Why it is refused. */
  reason: z.string().nullable(),
  transport: z.enum(mcpTransports).nullable(),
  /** The command line or the URL, secrets hidden. */
  target: z.string(),
  env: z.array(z.string()),
  headers: z.array(z.string()),
  isEnabled: z.boolean(),
  /** What is left out of it, one sentence each. */
  notes: z.array(z.string()),
});
export type ImportedServer = z.infer<typeof importedServerSchema>;
export const importCheckSchema = z.object({ items: z.array(importedServerSchema) });
export type ImportCheck = z.infer<typeof importCheckSchema>;

export const mcpTestRunSchema = z.object({
  jobs: z.array(jobSchema),
  /** Servers that are not tested, with the reason. */
  skipped: z.array(z.string()),
});
export type McpTestRun = z.infer<typeof mcpTestRunSchema>;

export type NamedMcp = z.infer<typeof namedMcpSchema>;
export type CheckImport = z.infer<typeof checkImportSchema>;
export type AddMcp = z.infer<typeof addMcpSchema>;
export type ChangeMcp = z.infer<typeof changeMcpSchema>;
export type DuplicateMcp = z.infer<typeof duplicateMcpSchema>;
export type EnableMcp = z.infer<typeof enableMcpSchema>;
export type SelectTools = z.infer<typeof selectToolsSchema>;
export type ImportMcp = z.infer<typeof importMcpSchema>;
