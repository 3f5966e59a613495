import { z } from 'zod';
import { sourceFileSchema } from '../hermes.contract.ts';

/** A text of Hermes as it lies on disk, to be edited. */
export const textFileSchema = sourceFileSchema.extend({
  /** `null` when there is none, or when it cannot be read. */
  text: z.string().nullable(),
  /** For `If-Match`: SHA-256 of the text in hex, or `absent`; `null` when it cannot be read. */
  version: z.string().nullable(),
  bytes: z.number().nullable(),
  modifiedAt: z.iso.datetime().nullable(),
});
export type TextFile = z.infer<typeof textFileSchema>;

/**
 * One stretch of the text that `If-Match` names, replaced; everything else stays as it is. Places are counted in UTF-16
 * code units, as JavaScript does.
 */
export const textChangeSchema = z
  .strictObject({
    start: z.number().int().min(0),
    end: z.number().int().min(0),
    text: z
      .string()
      .max(1_000_000)
      .refine((text) => !/\p{Surrogate}/u.test(text), 'It is not Unicode text.'),
  })
  .refine(({ start, end }) => start <= end, {
    path: ['end'],
    message: 'It lies before the start.',
  });
export type TextChange = z.infer<typeof textChangeSchema>;

/** What a change made of the file. */
export const textSavedSchema = z.object({ version: z.string() });
export type TextSaved = z.infer<typeof textSavedSchema>;

/** What a file held before the console changed it. */
export const pastVersionSchema = z.object({
  id: z.string(),
  replacedAt: z.iso.datetime(),
  replacedBy: z.string(),
  version: z.string(),
  bytes: z.number(),
});
export const pastVersionListSchema = z.object({ items: z.array(pastVersionSchema) });
export type PastVersionList = z.infer<typeof pastVersionListSchema>;

export const pastTextSchema = z.object({ text: z.string() });
export type PastText = z.infer<typeof pastTextSchema>;

export const pastIdSchema = z.string().max(60);
export const restoreTextSchema = z.strictObject({ id: pastIdSchema });
