import { z } from 'zod';

export const mostSavedViews = 100;

const name = z.string().trim().min(1).max(80);
const page = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'is not the name of a page');
/** The part of an address behind the question mark. */
const query = z
  .string()
  .max(2000)
  .regex(/^[^\s#]*$/, 'must be encoded as in an address')
  .transform((text) => text.replace(/^\?/, ''));

export const createSavedViewSchema = z.strictObject({
  name,
  page,
  query,
  /** Whether everybody sees it; for administrators to decide. */
  shared: z.boolean().default(false),
});
export type CreateSavedView = z.input<typeof createSavedViewSchema>;

export const changeSavedViewSchema = z
  .strictObject({ name, query, shared: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'says nothing');
export type ChangeSavedView = z.input<typeof changeSavedViewSchema>;

export const savedViewSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  page: z.string(),
  query: z.string(),
  shared: z.boolean(),
  owner: z.object({ id: z.uuid(), name: z.string() }),
  isMine: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type SavedView = z.infer<typeof savedViewSchema>;

export const savedViewListQuerySchema = z.object({ page: page.optional() });
export type SavedViewListQuery = z.infer<typeof savedViewListQuerySchema>;

/** My own and everybody's shared ones, by name. */
export const savedViewListSchema = z.object({ items: z.array(savedViewSchema) });
export type SavedViewList = z.infer<typeof savedViewListSchema>;
