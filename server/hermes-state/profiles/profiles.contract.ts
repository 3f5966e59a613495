import { z } from 'zod';
import { profileSchema, sourceFileSchema } from '../hermes.contract.ts';

/** What `hermes profile create` accepts as a new name (0.19). */
export const reservedProfiles = ['default', 'hermes', 'root', 'sudo', 'test', 'tmp'] as const;
export const newProfileSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'lower-case letters, digits, - and _; at most 64')
  .refine(
    (name) => !(reservedProfiles as readonly string[]).includes(name),
    `none of ${reservedProfiles.join(', ')}`,
  );

/**
 * `running`: the process named by Hermes' own files lives, began when they say, and is a gateway. `stale`: they say that
 * it runs, and no such process does. `unknown`: nobody can tell from here.
 */
export const gatewayStates = ['running', 'stopped', 'stale', 'unknown'] as const;
export const gatewayProcessSchema = z.object({
  state: z.enum(gatewayStates),
  pid: z.number().nullable(),
  /** What the files of the gateway say themselves, believed or not. */
  claimed: z.string().nullable(),
  /** How the state was found out. */
  reason: z.string(),
});
export type GatewayProcess = z.infer<typeof gatewayProcessSchema>;

export const profileSizeSchema = z.object({
  bytes: z.number(),
  files: z.number(),
  /** Otherwise it is how far the count has come. */
  isComplete: z.boolean(),
  isCounting: z.boolean(),
});
export type ProfileSize = z.infer<typeof profileSizeSchema>;

export const profileViewSchema = z.object({
  name: z.string(),
  /** On the machine of Hermes. */
  path: z.string(),
  /** The root's own home. */
  isDefault: z.boolean(),
  /** Commands without `-p` go to it. */
  isActive: z.boolean(),
  /** Its folder is a link: Hermes follows it, this console does not. */
  isLink: z.boolean(),
  model: z.string().nullable(),
  provider: z.string().nullable(),
  /** `null`: its folder cannot be read. */
  skills: z.object({ count: z.number(), isCut: z.boolean() }).nullable(),
  hasEnvironment: z.boolean(),
  hasSoul: z.boolean(),
  gateway: gatewayProcessSchema,
  /** The script of its name: `own` leads to it, `foreign` is another program. */
  alias: z.object({ state: z.enum(['own', 'foreign', 'none']), path: z.string() }).nullable(),
  distribution: z
    .object({
      name: z.string().nullable(),
      version: z.string().nullable(),
      source: z.string().nullable(),
    })
    .nullable(),
  description: z.string(),
  isDescriptionAutomatic: z.boolean(),
  /** `null` while nothing was counted. */
  size: profileSizeSchema.nullable(),
  /** Files that could not be used. */
  problems: z.array(sourceFileSchema),
});
export type ProfileView = z.infer<typeof profileViewSchema>;

export const profileListQuerySchema = z.object({
  profile: profileSchema,
  search: z.string().max(100).default(''),
  /** Name of the last one that was seen. */
  cursor: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export type ProfileListQuery = z.infer<typeof profileListQuerySchema>;

export const profileListSchema = z.object({
  items: z.array(profileViewSchema),
  nextCursor: z.string().nullable(),
  /** That match the search. */
  matching: z.number(),
  total: z.number(),
  active: z.string(),
  /** What `active_profile` names is not there. */
  isActiveMissing: z.boolean(),
  /** Names in the folder of profiles that Hermes does not take for profiles. */
  ignored: z.array(z.string()),
  /** `profiles` and `active_profile`, as far as they cannot be read. */
  problems: z.array(sourceFileSchema),
  /** Why no verb of the `hermes` command can be run here; `null` when verbs can. */
  commandUnavailable: z.string().nullable(),
});
export type ProfileList = z.infer<typeof profileListSchema>;

/** `GET profiles/names`: for choosing one. */
export const profileNamesSchema = z.object({ items: z.array(z.string()), active: z.string() });
export type ProfileNames = z.infer<typeof profileNamesSchema>;

const countSchema = z.object({
  what: z.string(),
  /** `null`: cannot be read. */
  count: z.number().nullable(),
  reason: z.string().nullable(),
});

/** `GET profiles/:name/contents`: what would be gone with it, and what stands in the way of that. */
export const profileContentsSchema = z.object({
  profile: profileViewSchema,
  counts: z.array(countSchema),
  /** Why it cannot be deleted; `null` when it can. */
  blocked: z.string().nullable(),
});
export type ProfileContents = z.infer<typeof profileContentsSchema>;

export const createProfileSchema = z.object({
  name: newProfileSchema,
  /** `clone` takes configuration, secrets, SOUL.md and skills; `clone_all` everything but the history. */
  from: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('fresh') }),
    z.object({ kind: z.enum(['clone', 'clone_all']), source: z.string().min(1).max(64) }),
  ]),
  withSkills: z.boolean().default(true),
  withAlias: z.boolean().default(true),
  description: z.string().trim().max(1000).default(''),
});
export type CreateProfile = z.input<typeof createProfileSchema>;

export const renameProfileSchema = z.object({ to: newProfileSchema });
export type RenameProfile = z.infer<typeof renameProfileSchema>;

export const describeProfileSchema = z.object({ description: z.string().trim().max(1000) });
export type DescribeProfile = z.infer<typeof describeProfileSchema>;

/** Either the archive that was made of it before, or the decision to do without. */
export const deleteProfileSchema = z.object({
  typedName: z.string().max(64),
  archive: z.string().max(200).nullable(),
});
export type DeleteProfile = z.infer<typeof deleteProfileSchema>;

/** An archive that `hermes profile export` wrote for this console. */
export const profileArchiveSchema = z.object({
  file: z.string(),
  profile: z.string(),
  bytes: z.number(),
  createdAt: z.iso.datetime(),
});
export type ProfileArchive = z.infer<typeof profileArchiveSchema>;
export const profileArchivesSchema = z.object({
  items: z.array(profileArchiveSchema),
  folder: z.string(),
  problem: z.string().nullable(),
});
export type ProfileArchives = z.infer<typeof profileArchivesSchema>;

/** `GET profiles/compare?a=&b=`: texts for a comparison, with secrets masked and comments left out. */
export const compareQuerySchema = z.object({
  profile: profileSchema,
  a: z.string().min(1).max(64).default('default'),
  b: z.string().min(1).max(64).default('default'),
});
export type CompareQuery = z.infer<typeof compareQuerySchema>;
export const comparedSchema = z.object({
  a: z.string(),
  b: z.string(),
  files: z.array(
    z.object({
      name: z.string(),
      before: z.string(),
      after: z.string(),
      /** Sides that could not be read. */
      problems: z.array(sourceFileSchema),
    }),
  ),
});
export type Compared = z.infer<typeof comparedSchema>;

/** `GET profiles/:name/soul`. */
export const soulSchema = z.object({
  profile: z.string(),
  source: sourceFileSchema,
  /** Empty when there is no such file. */
  text: z.string(),
  /** For `If-Match`. */
  version: z.string(),
});
export type Soul = z.infer<typeof soulSchema>;
export const changeSoulSchema = z.object({ text: z.string().max(200_000) });
export type ChangeSoul = z.infer<typeof changeSoulSchema>;
