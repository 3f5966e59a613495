import { z } from 'zod';
import { textFileSchema } from '../files/text-file.contract.ts';
import { profileSchema, sourceFileSchema } from '../hermes.contract.ts';

/** `bundled`: came with Hermes. `git`: cloned into the home. `user`: put into the home by other means. */
export const pluginOrigins = ['bundled', 'git', 'user'] as const;
export type PluginOrigin = (typeof pluginOrigins)[number];

/** What the lists `plugins.enabled` and `plugins.disabled` say; the second one wins. */
export const pluginStates = ['enabled', 'disabled', 'undecided'] as const;
export type PluginState = (typeof pluginStates)[number];

/** A variable a plugin says it needs. */
export const pluginVariableSchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  /** Whether the profile's `.env` has a value for it; `null` when that could not be read. */
  isSet: z.boolean().nullable(),
});
export type PluginVariable = z.infer<typeof pluginVariableSchema>;

/** What a manifest says. Everything in it is somebody else's word. */
export const pluginManifestSchema = z.object({
  name: z.string(),
  version: z.string().nullable(),
  description: z.string(),
  author: z.string().nullable(),
  /** `standalone`, `backend`, `exclusive`, `platform`, `model-provider`, or what else was written. */
  kind: z.string(),
  manifestVersion: z.string().nullable(),
  tools: z.array(z.string()),
  hooks: z.array(z.string()),
  variables: z.array(pluginVariableSchema),
});
export type PluginManifest = z.infer<typeof pluginManifestSchema>;

/** What a `.git` in the folder says. */
export const pluginGitSchema = z.object({
  commit: z.string().nullable(),
  branch: z.string().nullable(),
  /** The address it was cloned from, without a password. */
  source: z.string().nullable(),
});
export type PluginGit = z.infer<typeof pluginGitSchema>;

export const pluginSchema = pluginManifestSchema.extend({
  /** The folder's name, or `category/folder`: what Hermes and its lists call it. */
  key: z.string(),
  origin: z.enum(pluginOrigins),
  /** Below the Hermes root; of a bundled one the whole path. */
  folder: z.string(),
  manifestFile: z.string(),
  state: z.enum(pluginStates),
  /**
   * Why Hermes loads it: it is in the list, it is a bundled one of a kind that loads by itself, or it is the one that
   * `memory.provider` or `context.engine` names. `null`: it does not.
   */
  loadsBecause: z.enum(['enabled', 'automatic', 'chosen']).nullable(),
  /** Whether it may take the place of built-in tools. */
  mayOverrideTools: z.boolean(),
  git: pluginGitSchema.nullable(),
  /** A plugin of the home takes the place of a bundled one of the same key. */
  replacesBundled: z.boolean(),
  /** What will keep Hermes from loading it, or makes it load less than it says. */
  problems: z.array(z.string()),
  /** When its manifest or its program was last changed on disk. */
  changedAt: z.iso.datetime().nullable(),
});
export type Plugin = z.infer<typeof pluginSchema>;

/** Changes that the gateway that runs has not seen. */
export const restartSchema = z.object({
  /** When that gateway began; `null` when it runs elsewhere and nobody says. */
  gatewayStartedAt: z.iso.datetime().nullable(),
  /** Newest first. */
  changes: z.array(z.object({ at: z.iso.datetime(), text: z.string() })),
});
export type Restart = z.infer<typeof restartSchema>;

/** `GET api/admin/hermes/plugins` */
export const pluginsSchema = z.object({
  profile: z.string(),
  sources: z.array(sourceFileSchema),
  /** For `If-Match` of changes of the lists; `null` when `config.yaml` cannot be changed. */
  configVersion: z.string().nullable(),
  /** What is wrong with `plugins` in `config.yaml`; `null` when nothing is. */
  settingsProblem: z.string().nullable(),
  /** As `config.yaml` has them, those that are not installed too. */
  lists: z.object({ enabled: z.array(z.string()), disabled: z.array(z.string()) }),
  plugins: z.array(pluginSchema),
  /** What lies there and is not listed, and why. */
  problems: z.array(z.object({ file: z.string(), reason: z.string() })),
  /** There are more than were looked at. */
  isCut: z.boolean(),
  /** Where the plugins that come with Hermes lie; `null` when that is not known here. */
  bundledFolder: z.string().nullable(),
  /** Names in the lists that no plugin found here has. */
  unknown: z.array(z.object({ name: z.string(), state: z.enum(['enabled', 'disabled']) })),
  restart: restartSchema.nullable(),
  /** Why no verb of the `hermes` command can be run; `null` when it can. */
  unavailableReason: z.string().nullable(),
});
export type Plugins = z.infer<typeof pluginsSchema>;

const isBelow = (path: string): boolean =>
  !path.includes('\0') && path.split('/').every((part) => !['', '.', '..'].includes(part));
const relativePath = z
  .string()
  .min(1)
  .max(500)
  .refine(isBelow, 'It does not lie below the folder.');
/** It becomes an argument of a command, so it must not look like an option. */
const pluginKey = relativePath.refine((key) => !/^-|[\r\n]/.test(key), 'It is no plugin.');

export const pluginQuerySchema = z.object({ profile: profileSchema, plugin: relativePath });
export type PluginQuery = z.infer<typeof pluginQuerySchema>;
export const pluginTextQuerySchema = pluginQuerySchema.extend({ file: relativePath });
export type PluginTextQuery = z.infer<typeof pluginTextQuerySchema>;

/** `GET api/admin/hermes/plugins/files`: what lies in a plugin's folder, without `.git` and caches. */
export const pluginFilesSchema = z.object({
  plugin: z.string(),
  items: z.array(z.object({ path: z.string(), bytes: z.number() })),
  isCut: z.boolean(),
});
export type PluginFiles = z.infer<typeof pluginFilesSchema>;

/** `GET api/admin/hermes/plugins/text`. Secrets are masked. */
export const pluginTextSchema = textFileSchema.omit({ version: true }).extend({
  plugin: z.string(),
  path: z.string(),
});
export type PluginText = z.infer<typeof pluginTextSchema>;

/** `POST …/enable`. Absent: the permission stays as `config.yaml` has it. */
export const enablePluginSchema = z.strictObject({
  key: pluginKey,
  mayOverrideTools: z.boolean().optional(),
});
export type EnablePlugin = z.infer<typeof enablePluginSchema>;

/** `POST …/disable` and `…/update`. */
export const namedPluginSchema = z.strictObject({ key: pluginKey });
export type NamedPlugin = z.infer<typeof namedPluginSchema>;

/** `POST …/remove`: the name of the plugin as its manifest has it, typed. */
export const removePluginSchema = namedPluginSchema.extend({ typedName: z.string().max(500) });
export type RemovePlugin = z.infer<typeof removePluginSchema>;

/** `PUT …/forget`, with `If-Match` of `configVersion`: takes names out of both lists that no plugin has. */
export const forgetPluginsSchema = z.strictObject({
  names: z.array(z.string().min(1).max(500)).min(1).max(100),
});
export type ForgetPlugins = z.infer<typeof forgetPluginsSchema>;

const identifier = z.string().regex(/^[^-\s\0][^\s\0]{0,499}$/u, 'It is no address of a plugin.');

/** `POST …/review`: what would be installed. */
export const reviewPluginSchema = z.strictObject({
  /** `owner/repo`, `owner/repo/folder`, or the address of a Git repository. */
  identifier,
});
export type ReviewPlugin = z.infer<typeof reviewPluginSchema>;

/** The answer of `POST …/review`: read from a copy of the repository that was not unpacked, let alone run. */
export const pluginReviewSchema = z.object({
  profile: z.string(),
  identifier: z.string(),
  /** What Git is asked for. */
  url: z.string(),
  /** Of the repository; `null`: all of it is the plugin. */
  folder: z.string().nullable(),
  commit: z.string(),
  manifest: pluginManifestSchema,
  /** Whether there is one; without it Hermes lists no such plugin. */
  manifestFile: z.string().nullable(),
  files: z.array(z.string()),
  /** There are more. */
  isCut: z.boolean(),
  readme: z.string().nullable(),
  /** What somebody should know before it is installed. */
  warnings: z.array(z.string()),
  /** A plugin of this name is there already, and would be replaced. */
  isInstalled: z.boolean(),
  /** It would load at once, so it can only be installed as enabled. */
  isListedAsEnabled: z.boolean(),
  /** Why it cannot be installed; `null` when it can. */
  refusal: z.string().nullable(),
});
export type PluginReview = z.infer<typeof pluginReviewSchema>;

/** `POST …/install` */
export const installPluginSchema = z.strictObject({
  identifier,
  /** Of the manifest, as the review told it. It becomes an argument of a command. */
  typedName: z.string().regex(/^\w[\w.-]{0,99}$/, 'It is no name of a plugin.'),
  /** That was reviewed. */
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  isEnabled: z.boolean().default(false),
  /** Deletes the folder of that name first. */
  isReplaced: z.boolean().default(false),
});
export type InstallPlugin = z.output<typeof installPluginSchema>;
