import { z } from 'zod';
import { profileSchema, sourceFileSchema } from '../hermes.contract.ts';
import { longestTimeoutSeconds, shellHookEvents, toolEvents } from './hook-events.format.ts';

/** What is wrong, in a sentence. `bad`: it does not do what it is there for. */
export const hookProblemSchema = z.object({ tone: z.enum(['bad', 'warning']), text: z.string() });
export type HookProblem = z.infer<typeof hookProblemSchema>;

/** The script that a command runs, as far as one can be told from its text. */
export const hookScriptSchema = z.object({
  /** As the command names it. */
  name: z.string(),
  /** Where it was looked for on this machine; `null` when that depends on where Hermes runs. */
  path: z.string().nullable(),
  status: z.enum(['present', 'missing', 'not_file', 'unknown']),
  /** By its mode; `null` when there is nothing to look at. */
  isExecutable: z.boolean().nullable(),
  /** A script behind an interpreter need not be executable. */
  mustBeExecutable: z.boolean(),
  /** To the microsecond, as Hermes writes it down. */
  modifiedAt: z.string().nullable(),
  /** Compared with the time at consent; `unknown` without one of both. */
  drift: z.enum(['unchanged', 'newer', 'older', 'unknown']),
  /** It lies in the home, so that its text can be shown. */
  isShowable: z.boolean(),
});
export type HookScript = z.infer<typeof hookScriptSchema>;

/**
 * `consented`: event and command are in the allowlist. `automatic`: they are not, but Hermes adds them by itself.
 * `unconsented`: Hermes skips it silently. `ignored`: Hermes takes it for no hook. `unknown`: it cannot be told.
 */
export const hookStandings = [
  'consented',
  'automatic',
  'unconsented',
  'ignored',
  'unknown',
] as const;
export type HookStanding = (typeof hookStandings)[number];

export const shellHookSchema = z.object({
  event: z.string(),
  /** Place in the list of its event; `null` when that is no list. */
  index: z.number().nullable(),
  /** Names the command without telling it: the beginning of its SHA-256. */
  commandId: z.string().nullable(),
  /** Secrets in it are masked. */
  command: z.string().nullable(),
  isMasked: z.boolean(),
  /** As Hermes uses it; `null`: every call. */
  matcher: z.string().nullable(),
  /** As Hermes uses it. */
  timeoutSeconds: z.number(),
  /** Whether the file gives a usable one. */
  isTimeoutGiven: z.boolean(),
  standing: z.enum(hookStandings),
  approvedAt: z.string().nullable(),
  script: hookScriptSchema.nullable(),
  /** Names of the entry that are not shown here, and stay as they are. */
  otherNames: z.array(z.string()),
  problems: z.array(hookProblemSchema),
});
export type ShellHook = z.infer<typeof shellHookSchema>;

/** Consent for what `config.yaml` does not name (any more). */
export const strayApprovalSchema = z.object({
  event: z.string(),
  commandId: z.string(),
  command: z.string(),
  approvedAt: z.string().nullable(),
});
export type StrayApproval = z.infer<typeof strayApprovalSchema>;

export const gatewayHookSchema = z.object({
  /** Below `hooks`. */
  folder: z.string(),
  name: z.string(),
  description: z.string(),
  events: z.array(z.string()),
  /** `loaded` at the start of the gateway. `idle`: loaded, and never called. */
  standing: z.enum(['loaded', 'idle', 'skipped', 'unknown']),
  /** When its newer file was written. */
  modifiedAt: z.string().nullable(),
  problems: z.array(hookProblemSchema),
});
export type GatewayHook = z.infer<typeof gatewayHookSchema>;

/** A plugin whose manifest names hooks. */
export const pluginHooksSchema = z.object({
  /** Below `plugins`, and the name it is enabled by. */
  folder: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  isEnabled: z.boolean(),
  events: z.array(z.object({ name: z.string(), isKnown: z.boolean() })),
});
export type PluginHooks = z.infer<typeof pluginHooksSchema>;

/** `GET api/admin/hermes/hooks` */
export const hooksSchema = z.object({
  profile: z.string(),
  config: sourceFileSchema,
  /** Of `config.yaml`, for `If-Match`; `null` when it cannot be edited. */
  configVersion: z.string().nullable(),
  allowlist: sourceFileSchema,
  /** Of the allowlist; `null` when it cannot be edited. */
  allowlistVersion: z.string().nullable(),
  /** What makes Hermes consent by itself, such as `hooks_auto_accept in config.yaml`. */
  autoAccept: z.array(z.string()),
  shell: z.array(shellHookSchema),
  strayApprovals: z.array(strayApprovalSchema),
  problems: z.array(hookProblemSchema),
  gatewayFolder: sourceFileSchema,
  gateway: z.array(gatewayHookSchema),
  pluginFolder: sourceFileSchema,
  plugins: z.array(pluginHooksSchema),
  pluginProblems: z.array(sourceFileSchema),
  /** There is more than was looked at. */
  isCut: z.boolean(),
  /** Why no verb of the `hermes` command can be run; `null` when one can. */
  unavailableReason: z.string().nullable(),
});
export type Hooks = z.infer<typeof hooksSchema>;

const noControls = /^[^\p{Cc}]*$/u;
const matcherSchema = z.string().trim().min(1).max(500).regex(noControls).nullable();

/** What a shell hook shall be. */
export const hookDraftSchema = z
  .strictObject({
    event: z.enum(shellHookEvents),
    /** Absent: as it is. */
    command: z
      .string()
      .trim()
      .min(1)
      .max(2000)
      .regex(noControls, 'It has to be one line.')
      .regex(/^[^-]/, 'No command begins with a dash.')
      .refine((text) => !/‹hidden:|\[hidden\]/.test(text), 'Type the hidden secret itself.')
      .optional(),
    matcher: matcherSchema,
    /** `null`: none in the file. */
    timeoutSeconds: z.number().int().min(1).max(longestTimeoutSeconds).nullable(),
  })
  .refine(({ event, matcher }) => matcher === null || toolEvents.includes(event), {
    path: ['matcher'],
    message: 'Hermes heeds a matcher only at calls of tools.',
  });
export type HookDraft = z.infer<typeof hookDraftSchema>;

const place = { event: z.string().max(200), index: z.number().int().min(0).max(10_000) };

/** A change of `hooks` in `config.yaml`. */
export const hookChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('add'), hook: hookDraftSchema }),
  z.strictObject({ kind: z.literal('change'), ...place, hook: hookDraftSchema }),
  z.strictObject({ kind: z.literal('remove'), ...place }),
]);
export type HookChange = z.infer<typeof hookChangeSchema>;

export const hookPreviewSchema = z.object({
  before: z.string(),
  after: z.string(),
  /** Of `before`, for `If-Match`. */
  version: z.string(),
  /** Also when only hidden secrets differ. */
  isChanged: z.boolean(),
});
export type HookPreview = z.infer<typeof hookPreviewSchema>;

const commandId = z.string().regex(/^[0-9a-f]{16}$/);

/** Consent for exactly what was shown. */
export const hookConsentSchema = z.strictObject({
  ...place,
  commandId,
  scriptModifiedAt: z.string().max(40).nullable(),
});
export type HookConsent = z.infer<typeof hookConsentSchema>;

export const hookRevocationSchema = z.strictObject({ commandId });
export type HookRevocation = z.infer<typeof hookRevocationSchema>;

export const hookTestSchema = z.strictObject({
  event: z.enum(shellHookEvents),
  /** The tool that would be called: hooks whose matcher does not fit are left out. */
  tool: z
    .string()
    .regex(/^\w[\w.:-]{0,99}$/, 'It is no name of a tool.')
    .optional(),
  /** A JSON object that is merged into the sample of Hermes. */
  payload: z.string().max(65_536).optional(),
});
export type HookTest = z.infer<typeof hookTestSchema>;

/** A text to read. */
export const hookTextSchema = sourceFileSchema.extend({
  /** Secrets in it are masked. */
  text: z.string().nullable(),
  bytes: z.number().nullable(),
  modifiedAt: z.iso.datetime().nullable(),
});
export type HookText = z.infer<typeof hookTextSchema>;

/** `GET api/admin/hermes/hooks/text` */
export const hookTextQuerySchema = z.object({
  profile: profileSchema,
  hook: z.string().regex(/^(?!\.{1,2}$)[^/\\\0]{1,200}$/, 'It is no folder of a hook.'),
  file: z.enum(['HOOK.yaml', 'handler.py']).default('HOOK.yaml'),
});
export type HookTextQuery = z.infer<typeof hookTextQuerySchema>;

/** `GET api/admin/hermes/hooks/script` */
export const hookScriptQuerySchema = z.object({
  profile: profileSchema,
  event: place.event,
  index: z.coerce.number().int().min(0).max(10_000),
});
export type HookScriptQuery = z.infer<typeof hookScriptQuerySchema>;
