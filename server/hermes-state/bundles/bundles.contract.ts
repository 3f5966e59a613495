import { z } from 'zod';
import { textFileSchema } from '../files/text-file.contract.ts';
import { profileSchema, sourceFileSchema } from '../hermes.contract.ts';

/** Why Hermes does not load a file as a bundle. */
export const skipReasons = [
  'empty',
  'not_mapping',
  'no_skills',
  'empty_slug',
  'slug_taken',
  'unreadable',
] as const;
export type SkipReason = (typeof skipReasons)[number];

export const bundleSkillSchema = z.object({
  name: z.string(),
  /** `missing`: no such skill in this profile; Hermes leaves it out. */
  state: z.enum(['enabled', 'disabled', 'hidden', 'missing']),
});

export const bundleSchema = z.object({
  /** It is called with `/slug`. */
  slug: z.string(),
  name: z.string(),
  /** In `skill-bundles`. */
  fileName: z.string(),
  description: z.string(),
  isDescriptionGiven: z.boolean(),
  instruction: z.string(),
  skills: z.array(bundleSkillSchema),
  /** For `If-Match`. */
  version: z.string(),
  bytes: z.number(),
  modifiedAt: z.iso.datetime(),
});
export type Bundle = z.infer<typeof bundleSchema>;

export const skippedBundleSchema = z.object({
  fileName: z.string(),
  reason: z.enum(skipReasons),
  /** What is wrong, or which file has the name already. */
  detail: z.string().nullable(),
});
export type SkippedBundle = z.infer<typeof skippedBundleSchema>;

/** `GET api/admin/hermes/bundles` */
export const bundlesSchema = z.object({
  profile: z.string(),
  /** The folder they lie in. */
  folder: sourceFileSchema,
  bundles: z.array(bundleSchema),
  skipped: z.array(skippedBundleSchema),
  /** There are more files than were looked at. */
  isCut: z.boolean(),
  /** Names of the skills that can be put into a bundle. */
  skillNames: z.array(z.string()),
});
export type Bundles = z.infer<typeof bundlesSchema>;

const line = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(/^[^\n\r\0]*$/);

/** What a bundle shall be. */
export const bundleDraftSchema = z.strictObject({
  name: line(64).min(1),
  skills: z.array(line(64).min(1)).min(1).max(100),
  /** Empty: Hermes says how many skills it loads. */
  description: line(1024),
  instruction: z
    .string()
    .trim()
    .max(20_000)
    .regex(/^[^\0]*$/),
});
export type BundleDraft = z.infer<typeof bundleDraftSchema>;

const fileName = z
  .string()
  .max(200)
  .regex(/^[^./\0][^/\0]*\.ya?ml$/, 'It is no file of a bundle.');
export const bundleQuerySchema = z.object({ profile: profileSchema, file: fileName });
export type BundleQuery = z.infer<typeof bundleQuerySchema>;
/** Without a file: a new bundle. */
export const bundlePreviewQuerySchema = bundleQuerySchema.extend({ file: fileName.optional() });
export type BundlePreviewQuery = z.infer<typeof bundlePreviewQuerySchema>;

export const bundlePreviewSchema = z.object({
  fileName: z.string(),
  slug: z.string(),
  before: z.string(),
  after: z.string(),
  /** Of `before`, for `If-Match`. */
  version: z.string(),
});
export type BundlePreview = z.infer<typeof bundlePreviewSchema>;

export const bundleSavedSchema = z.object({ fileName: z.string(), version: z.string() });
export type BundleSaved = z.infer<typeof bundleSavedSchema>;

/** `GET api/admin/hermes/bundles/text` */
export const bundleTextSchema = textFileSchema;
