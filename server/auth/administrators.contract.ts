import { z } from 'zod';
import { displayNameSchema } from '../http/display-name.ts';

/** `admin` may do everything, `viewer` may read everything and change only what is its own. */
export const administratorRoles = ['admin', 'viewer'] as const;
export type AdministratorRole = (typeof administratorRoles)[number];

export const newPasswordSchema = z.string().min(16).max(256);

const username = z
  .string()
  .trim()
  .max(80)
  .regex(/^[\p{L}\p{N}._@+-]+$/u, 'letters, digits and . _ @ + - only');
const role = z.enum(administratorRoles);
/** The version the change started from; another one by now is a 409. Absent: the change applies to whatever is there. */
const version = z.number().int().min(1).optional();

export const createAdministratorSchema = z.strictObject({
  username,
  /** Absent: the user name. */
  displayName: displayNameSchema.optional(),
  role,
  /** Absent: one is generated, shown once, and has to be changed after the first login. */
  password: newPasswordSchema.optional(),
});
export type CreateAdministrator = z.infer<typeof createAdministratorSchema>;

export const changeAdministratorSchema = z
  .strictObject({ displayName: displayNameSchema, role, disabled: z.boolean() })
  .partial()
  .extend({ version });
export type ChangeAdministrator = z.infer<typeof changeAdministratorSchema>;

export const resetPasswordSchema = z
  .strictObject({
    version,
    /** Absent: one is generated, as on creation. */
    password: newPasswordSchema.optional(),
  })
  .default({});
export type ResetPassword = z.infer<typeof resetPasswordSchema>;

export const administratorSchema = z.object({
  id: z.uuid(),
  username: z.string(),
  displayName: z.string(),
  role,
  disabled: z.boolean(),
  /** Name and password come from the settings; cannot be demoted, disabled, deleted or given a password here. */
  fromEnvironment: z.boolean(),
  totpEnabled: z.boolean(),
  passwordChangeRequired: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  passwordChangedAt: z.iso.datetime(),
  lastLoginAt: z.iso.datetime().nullable(),
  /** Open now. */
  sessions: z.number(),
  version: z.number(),
});
export type AdministratorView = z.infer<typeof administratorSchema>;

/** By user name. */
export const administratorListSchema = z.object({ items: z.array(administratorSchema) });
export type AdministratorList = z.infer<typeof administratorListSchema>;

/** `password` only when it was generated, here and nowhere else, once. */
export const issuedPasswordSchema = z.object({
  administrator: administratorSchema,
  password: z.string().optional(),
});
export type IssuedPassword = z.infer<typeof issuedPasswordSchema>;
