import { z } from 'zod';
import { profileSchema, sourceFileSchema } from '../hermes.contract.ts';
import { gatewayVerdicts } from '../status/status.contract.ts';
import { nameProblem, webhookName } from './webhook-name.format.ts';

const maskedSecretSchema = z.object({
  masked: z.string(),
  /** First digits of its SHA-256, to tell two secrets apart. */
  fingerprint: z.string(),
});

/** Something that services outside post to, and what Hermes does with it. */
export const webhookSchema = z.object({
  name: z.string(),
  /** `subscription`: of `webhook_subscriptions.json`, which this pane edits. `config`: a route of `config.yaml`. */
  source: z.enum(['subscription', 'config']),
  url: z.string(),
  description: z.string(),
  /** Empty: every event. */
  events: z.array(z.string()),
  prompt: z.string(),
  skills: z.array(z.string()),
  /** `log`, or a platform such as `telegram`. */
  deliver: z.string(),
  /** The text is delivered as it is; no agent works on it. */
  isDeliveredOnly: z.boolean(),
  chatId: z.string().nullable(),
  /** Below `scripts` of the profile. */
  script: z.string().nullable(),
  isEnabled: z.boolean(),
  createdAt: z.iso.datetime().nullable(),
  /** `platform`: the one of all routes without one of their own. */
  secret: maskedSecretSchema.extend({ from: z.enum(['own', 'platform']) }).nullable(),
  /** Why it does not work, or not as it seems; for people. */
  problems: z.array(z.string()),
});
export type Webhook = z.infer<typeof webhookSchema>;

export const webhookPlatformSchema = z.object({
  isEnabled: z.boolean(),
  enabledBy: z.enum(['config.yaml', '.env']).nullable(),
  /** As it is configured; `null`: every address of the machine. */
  host: z.string().nullable(),
  port: z.number(),
  baseUrl: z.string(),
  /** Only programs on the same machine reach it. */
  isLocalOnly: z.boolean(),
  /** The gateway of the root's home answers for this profile too. */
  isShared: z.boolean(),
  secret: maskedSecretSchema.nullable(),
  ratePerMinute: z.number(),
  mostBodyBytes: z.number(),
  gateway: z.object({
    verdict: z.enum(gatewayVerdicts),
    summary: z.string(),
    /** Of its webhook platform, as its file says: `connected`, `fatal`, …; `null` when it says nothing. */
    platformState: z.string().nullable(),
  }),
});
export type WebhookPlatform = z.infer<typeof webhookPlatformSchema>;

/** `GET api/admin/hermes/webhooks` */
export const webhooksSchema = z.object({
  profile: z.string(),
  files: z.array(sourceFileSchema),
  /** Of `webhook_subscriptions.json`, for `If-Match`; `null` when it cannot be changed. */
  version: z.string().nullable(),
  platform: webhookPlatformSchema,
  webhooks: z.array(webhookSchema),
  /** There are more than were looked at. */
  isCut: z.boolean(),
  /** To choose from. */
  skillNames: z.array(z.string()),
  deliverTargets: z.array(z.string()),
});
export type Webhooks = z.infer<typeof webhooksSchema>;

const line = (longest: number) =>
  z
    .string()
    .trim()
    .max(longest)
    .regex(/^[^\n\r\0]*$/);
const text = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((value) => !/\p{Surrogate}|\0/u.test(value), 'It is not Unicode text.');

const draftFields = {
  description: line(500),
  events: z
    .array(
      line(100)
        .min(1)
        .regex(/^[^,]*$/, 'One event each, without a comma.'),
    )
    .max(100),
  prompt: text(20_000),
  skills: z.array(line(64).min(1)).max(50),
  deliver: z.string().regex(/^[a-z0-9][\w:-]{0,63}$/i, 'It is `log` or the name of a platform.'),
  isDeliveredOnly: z.boolean(),
  /** Empty: the platform's home channel. */
  chatId: line(200),
  /** Empty: none. */
  script: z
    .string()
    .trim()
    .max(200)
    .regex(/^([\w][\w.-]*(\/[\w][\w.-]*)*)?$/, 'It is no path of a file below scripts.'),
};

interface Aimed {
  readonly isDeliveredOnly: boolean;
  readonly deliver: string;
}
const hasTarget = ({ isDeliveredOnly, deliver }: Aimed) => !isDeliveredOnly || deliver !== 'log';
const needsTarget = {
  path: ['deliver'],
  message: 'Without an agent it has to be delivered to a platform, not to the log.',
};

/** What a webhook shall be. */
export const webhookDraftSchema = z.strictObject(draftFields).refine(hasTarget, needsTarget);
export type WebhookDraft = z.infer<typeof webhookDraftSchema>;

const newName = z
  .string()
  .max(200)
  .transform(webhookName)
  .superRefine((name, context) => {
    const message = nameProblem(name);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  });
/** One that the sending service dictates. */
const givenSecret = z
  .string()
  .regex(/^[\x21-\x7e]{16,200}$/, 'At least 16 letters, digits and signs, without spaces.')
  .optional();

export const createWebhookSchema = z
  .strictObject({ ...draftFields, name: newName, secret: givenSecret })
  .refine(hasTarget, needsTarget);
export type CreateWebhook = z.infer<typeof createWebhookSchema>;

/** `POST …/preview`: of the one that the query names, or of a new one. */
export const previewWebhookSchema = z
  .strictObject({ ...draftFields, name: newName.optional() })
  .refine(hasTarget, needsTarget);
export type PreviewWebhook = z.infer<typeof previewWebhookSchema>;

/** Of one that is there, whatever it is called. */
const anyName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/);
export const webhookQuerySchema = z.object({ profile: profileSchema, name: anyName });
export type WebhookQuery = z.infer<typeof webhookQuerySchema>;
export const webhookPreviewQuerySchema = webhookQuerySchema.extend({ name: anyName.optional() });
export type WebhookPreviewQuery = z.infer<typeof webhookPreviewQuerySchema>;

/** Secrets in the texts are masked. */
export const webhookPreviewSchema = z.object({
  file: z.string(),
  before: z.string(),
  after: z.string(),
  version: z.string(),
});
export type WebhookPreview = z.infer<typeof webhookPreviewSchema>;

/** `secret` is there this one time, and only when it was made here. */
export const secretIssuedSchema = z.object({
  name: z.string(),
  secret: z.string().nullable(),
  version: z.string(),
});
export type SecretIssued = z.infer<typeof secretIssuedSchema>;

export const rotateSecretSchema = z.strictObject({ secret: givenSecret });
export type RotateSecret = z.infer<typeof rotateSecretSchema>;

export const enableWebhookSchema = z.strictObject({ isEnabled: z.boolean() });
export type EnableWebhook = z.infer<typeof enableWebhookSchema>;

/** The version of the file that shall be there again, from before a change that was made here. */
export const undoWebhooksSchema = z.strictObject({ version: z.string().regex(/^[0-9a-f]{64}$/) });
export type UndoWebhooks = z.infer<typeof undoWebhooksSchema>;

/** What is sent, or signed: JSON as it shall arrive, byte for byte. */
export const deliveryBodySchema = z.strictObject({
  body: text(65_536).refine((value) => {
    try {
      JSON.parse(value);
      return true;
    } catch {
      return false;
    }
  }, 'It is not JSON.'),
});
export type DeliveryBody = z.infer<typeof deliveryBodySchema>;

/**
 * How a test ended. `ignored`: the signature was right, and the webhook does not listen to this event. `unreachable`:
 * nothing answered. `not_sent`: the address is not one that is called.
 */
export const deliveryOutcomes = [
  'accepted',
  'delivered',
  'ignored',
  'duplicate',
  'refused',
  'failed',
  'unreachable',
  'not_sent',
] as const;
export type DeliveryOutcome = (typeof deliveryOutcomes)[number];

/** `POST …/test` */
export const testDeliverySchema = z.object({
  outcome: z.enum(deliveryOutcomes),
  message: z.string(),
  url: z.string(),
  status: z.number().nullable(),
  tookMs: z.number().nullable(),
  /** What came back, at most its beginning. */
  answer: z.string().nullable(),
  isAnswerCut: z.boolean(),
  sentAt: z.iso.datetime(),
});
export type TestDelivery = z.infer<typeof testDeliverySchema>;

/** `POST …/sample`: to be sent from elsewhere. */
export const webhookSampleSchema = z.object({
  /** Holds a signature of this body, not the secret. */
  curl: z.string(),
  /** Until then Hermes takes the signature. */
  expiresAt: z.iso.datetime(),
  /** For the shell: signs with the secret that it finds in `WEBHOOK_SECRET`. */
  script: z.string(),
});
export type WebhookSample = z.infer<typeof webhookSampleSchema>;
