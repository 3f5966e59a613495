import { z } from 'zod';
import { sourceFileSchema } from '../hermes.contract.ts';

/** Somebody who wrote to a bot of Hermes and was given a code, which only he knows. */
export const pairingRequestSchema = z.object({
  /** Among the requests of its platform. */
  id: z.string(),
  platform: z.string(),
  userId: z.string(),
  userName: z.string(),
  requestedAt: z.iso.datetime().nullable(),
  /** Hermes takes the code until then, and forgets the request afterwards. */
  expiresAt: z.iso.datetime().nullable(),
  isExpired: z.boolean(),
  /** What `hermes pairing list` prints under "Code". It is not the code, and approves nobody. */
  listedAs: z.string().nullable(),
  /** Why it cannot be approved here; `null` when it can. */
  lockedReason: z.string().nullable(),
});
export type PairingRequest = z.infer<typeof pairingRequestSchema>;

export const approvedUserSchema = z.object({
  platform: z.string(),
  userId: z.string(),
  userName: z.string(),
  approvedAt: z.iso.datetime().nullable(),
  /** The variable in `.env` that names the user besides; `null` when none does. */
  allowedBy: z.string().nullable(),
  lockedReason: z.string().nullable(),
});
export type ApprovedUser = z.infer<typeof approvedUserSchema>;

/** `GET api/admin/hermes/pairing` */
export const pairingSchema = z.object({
  profile: z.string(),
  at: z.iso.datetime(),
  files: z.array(sourceFileSchema),
  pending: z.array(pairingRequestSchema),
  approved: z.array(approvedUserSchema),
  /** Platforms on which codes were typed wrongly of late. */
  limits: z.array(
    z.object({
      platform: z.string(),
      failures: z.number(),
      /** Until then Hermes takes no code at all there; `null` when it does. */
      lockedUntil: z.iso.datetime().nullable(),
    }),
  ),
  /** Variables of `.env` that let people in whether they are paired or not. */
  allowLists: z.array(
    z.object({
      variable: z.string(),
      /** `null`: of all platforms. */
      platform: z.string().nullable(),
      users: z.number(),
      isEverybody: z.boolean(),
    }),
  ),
  /** There is more than was looked at. */
  isCut: z.boolean(),
  /** Why no verb can be run; `null` when it can. */
  unavailableReason: z.string().nullable(),
});
export type Pairing = z.infer<typeof pairingSchema>;

export const platformName = /^[a-z0-9][a-z0-9_]{0,63}$/;
const platform = z.string().regex(platformName, 'It is no name of a platform.');

/** As Hermes makes them: eight of letters and digits that look like nothing else. */
export const pairingCodePattern = /^[A-HJ-NP-Z2-9]{8}$/;

export const approveSchema = z.strictObject({
  platform,
  /** Whom the operator means to approve. */
  id: z.string().min(1).max(200),
  /** As the user told it. */
  code: z
    .string()
    .max(40)
    .transform((typed) => typed.replace(/[\s-]/g, '').toUpperCase())
    .refine(
      (code) => pairingCodePattern.test(code),
      'A code has eight letters and digits, without 0, 1, I and O.',
    ),
});
export type Approve = z.infer<typeof approveSchema>;

/** The hermes command would take another one for an option. */
export const revocableId = /^(-?\d{1,40}|[^-\s\p{Cc}][^\p{Cc}]{0,199})$/u;
export const revokeSchema = z.strictObject({
  platform,
  userId: z.string().regex(revocableId, 'The hermes command does not take this id.'),
});
export type Revoke = z.infer<typeof revokeSchema>;
