import { z } from 'zod';
import { textFileSchema } from '../files/text-file.contract.ts';
import { sourceFileSchema } from '../hermes.contract.ts';

/** `hub`: installed from a registry. `builtin`: came with Hermes. `local`: written by the agent or by people. */
export const skillSources = ['hub', 'builtin', 'local'] as const;
export type SkillSource = (typeof skillSources)[number];

/** What the agent did with a skill. */
export const skillUsageSchema = z.object({
  uses: z.number(),
  views: z.number(),
  patches: z.number(),
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  lastActiveAt: z.iso.datetime().nullable(),
  /** `active`, `stale` or `archived`, as Hermes' curator has it. */
  state: z.string().nullable(),
  isPinned: z.boolean(),
});
export type SkillUsage = z.infer<typeof skillUsageSchema>;

export const skillSchema = z.object({
  name: z.string(),
  /** Below `skills`, such as `github/pr-review`; names it among those of its profile. */
  folder: z.string(),
  /** Its SKILL.md, below the Hermes root. */
  file: z.string(),
  category: z.string().nullable(),
  description: z.string(),
  version: z.string().nullable(),
  author: z.string().nullable(),
  license: z.string().nullable(),
  tags: z.array(z.string()),
  source: z.enum(skillSources),
  /** As `hermes skills list` says it: where a skill of the hub came from, else as `source`. */
  origin: z.string(),
  trust: z.string(),
  hub: z
    .object({
      identifier: z.string().nullable(),
      verdict: z.string().nullable(),
      installedAt: z.iso.datetime().nullable(),
      updatedAt: z.iso.datetime().nullable(),
    })
    .nullable(),
  isEnabled: z.boolean(),
  /** Platforms, such as `telegram`, for which it is disabled although it is enabled. */
  disabledOn: z.array(z.string()),
  /** Why Hermes does not offer it here: only for other systems, or only for environments that are not active. */
  hiddenBy: z.enum(['platform', 'environment']).nullable(),
  /** What it says of that, such as `macos` or `kanban`. */
  limitedTo: z.array(z.string()),
  /** Whether a skill of Hermes differs from how it came; `null` for others, and where that was not compared. */
  isModified: z.boolean().nullable(),
  /** The YAML between the `---` lines is not valid; Hermes takes what looks like `key: value`. */
  isFrontmatterBroken: z.boolean(),
  /** The folder of the skill of the same name that Hermes takes instead. */
  shadowedBy: z.string().nullable(),
  /** Variables it needs that are not in the profile's `.env`. */
  missingVariables: z.array(z.string()),
  usage: skillUsageSchema.nullable(),
  bytes: z.number(),
  modifiedAt: z.iso.datetime(),
});
export type Skill = z.infer<typeof skillSchema>;

/** Something below `skills` that is not listed, and why. */
export const skillProblemSchema = z.object({ file: z.string(), reason: z.string() });
export type SkillProblem = z.infer<typeof skillProblemSchema>;

/** `GET api/admin/hermes/skills` */
export const skillsSchema = z.object({
  profile: z.string(),
  /** What the list was made from, besides the skills themselves. */
  sources: z.array(sourceFileSchema),
  /** For `If-Match` of changes of what is enabled; `null` when `config.yaml` cannot be changed. */
  configVersion: z.string().nullable(),
  /** As `config.yaml` lists them, those that are not installed too. */
  disabled: z.array(z.string()),
  skills: z.array(skillSchema),
  problems: z.array(skillProblemSchema),
  /** There are more than were looked at. */
  isCut: z.boolean(),
  /** Names of skills in `.archive`. */
  archived: z.array(z.string()),
  /** Folders of `skills.external_dirs`, which are not read here. */
  externalFolders: z.array(z.string()),
  /** Whether the skills that come with Hermes are kept out of this profile. */
  isOptedOut: z.boolean(),
  /** Why no verb of the `hermes` command can be run; `null` when it can. */
  unavailableReason: z.string().nullable(),
});
export type Skills = z.infer<typeof skillsSchema>;

export const skillFileSchema = z.object({ path: z.string(), bytes: z.number() });

/** `GET api/admin/hermes/skills/files`: what lies in a skill's folder. */
export const skillFilesSchema = z.object({
  items: z.array(skillFileSchema),
  isCut: z.boolean(),
});
export type SkillFiles = z.infer<typeof skillFilesSchema>;

const relativePath = z
  .string()
  .min(1)
  .max(500)
  .refine(
    (path) =>
      path.split('/').every((part) => !['', '.', '..'].includes(part)) && !path.includes('\0'),
    'It does not lie below the folder.',
  );
export const skillQuerySchema = z.object({
  profile: z.string().min(1).max(64).default('default'),
  skill: relativePath,
});
export type SkillQuery = z.infer<typeof skillQuerySchema>;
export const skillTextQuerySchema = skillQuerySchema.extend({
  file: relativePath.default('SKILL.md'),
});
export type SkillTextQuery = z.infer<typeof skillTextQuerySchema>;

/** `GET api/admin/hermes/skills/text` */
export const skillTextSchema = textFileSchema.extend({
  skill: z.string(),
  /** Why it cannot be changed here; `null` when it can. */
  lockedReason: z.string().nullable(),
});
export type SkillText = z.infer<typeof skillTextSchema>;

/** `PUT api/admin/hermes/skills/enabled`, with `If-Match` of `configVersion`. */
export const enableSkillsSchema = z.strictObject({
  names: z.array(z.string().min(1).max(64)).min(1).max(1000),
  isEnabled: z.boolean(),
});
export type EnableSkills = z.infer<typeof enableSkillsSchema>;

const skillName = z.string().regex(/^[^-\s\0][^\0\n\r]{0,63}$/u, 'It is no name of a skill.');
export const namedSkillSchema = z.strictObject({ name: skillName });
export type NamedSkill = z.infer<typeof namedSkillSchema>;

/** What the curator of Hermes is told to do with a skill of the agent. */
export const curatorVerbSchema = z.enum(['pin', 'unpin', 'archive', 'restore']);
export type CuratorVerb = z.infer<typeof curatorVerbSchema>;
/** Verbs about one skill by its name. */
export type SkillVerb = CuratorVerb | 'uninstall' | 'reset';

export const installSkillSchema = z.strictObject({
  /** Such as `openai/skills/skill-creator`, or the address of a SKILL.md. */
  identifier: z.string().regex(/^[^-\s][^\s\0]{0,499}$/u, 'It is no identifier of a skill.'),
  /** The folder it is put into. */
  category: z
    .string()
    .regex(/^[\w][\w-]{0,63}$/)
    .optional(),
});
export type InstallSkill = z.infer<typeof installSkillSchema>;
