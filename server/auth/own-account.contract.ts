import { z } from 'zod';
import { administratorRoles, newPasswordSchema } from './administrators.contract.ts';

const password = z.string().min(1).max(256);
/** Six digits of the authenticator, or a recovery code. Spaces and dashes do not matter. */
export const codeSchema = z.string().trim().min(6).max(40);

export const changePasswordSchema = z.strictObject({
  currentPassword: password,
  newPassword: newPasswordSchema,
});
export type ChangePassword = z.infer<typeof changePasswordSchema>;

export const appearances = ['system', 'light', 'dark'] as const;

/** What is absent stays as it is; `null` goes back to what the console does without being told. */
export const changePreferencesSchema = z.strictObject({
  timeZone: z
    .string()
    .max(100)
    .refine(isTimeZone, 'is not a time zone such as Europe/Berlin')
    .nullable()
    .optional(),
  appearance: z.enum(appearances).nullable().optional(),
  /** Whether single keys are shortcuts (WCAG 2.1.4 wants a way to turn them off). */
  keyboardShortcuts: z.boolean().nullable().optional(),
});
export type ChangePreferences = z.infer<typeof changePreferencesSchema>;

/** Absent: never chosen. */
export const preferencesSchema = z.object({
  timeZone: z.string().optional(),
  appearance: z.enum(appearances).optional(),
  keyboardShortcuts: z.boolean().optional(),
});
export type Preferences = z.infer<typeof preferencesSchema>;

export const meSchema = preferencesSchema.extend({
  id: z.uuid(),
  username: z.string(),
  displayName: z.string(),
  role: z.enum(administratorRoles),
  /** The password is changed in the settings, not here. */
  fromEnvironment: z.boolean(),
  totpEnabled: z.boolean(),
  /** 0 without a second factor. */
  recoveryCodesLeft: z.number(),
  /** Nothing but the own account is open until the password has been changed. */
  passwordChangeRequired: z.boolean(),
  /** Hermes' own dashboard can be opened below this console: it is passed on, and the role may. */
  mayOpenHermesDashboard: z.boolean(),
});
export type Me = z.infer<typeof meSchema>;

export const startSecondFactorSchema = z.strictObject({ password });
export type StartSecondFactor = z.infer<typeof startSecondFactorSchema>;

export const secondFactorSetupSchema = z.object({
  /** Base32, to be typed in by hand. */
  secret: z.string(),
  /** For a QR code. */
  otpauthUrl: z.string(),
});
export type SecondFactorSetup = z.infer<typeof secondFactorSetupSchema>;

export const confirmSecondFactorSchema = z.strictObject({ code: codeSchema });
export type ConfirmSecondFactor = z.infer<typeof confirmSecondFactorSchema>;

/** Password and a code, for what takes the second factor away or replaces its recovery codes. */
export const secondFactorProofSchema = z.strictObject({ password, code: codeSchema });
export type SecondFactorProof = z.infer<typeof secondFactorProofSchema>;

/** Ten, each good for one login. Shown once. */
export const recoveryCodesSchema = z.object({ recoveryCodes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;

/** A name of the IANA database; an offset such as `+01:00` knows no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
