import { z } from 'zod';
import { relayOutcomes } from '../../hermes-relay/relay-outcomes.ts';
import { sourceFileSchema } from '../hermes.contract.ts';

const scope = z.enum(['user', 'system']);

/** A unit of the service manager, by its file on this machine. */
export const serviceUnitSchema = z.object({ file: z.string(), scope });
export type ServiceUnit = z.infer<typeof serviceUnitSchema>;

/** `GET api/admin/hermes/status/service?profile=` */
export const gatewayServiceSchema = z.object({
  profile: z.string(),
  serviceManager: z.enum(['systemd', 'launchd', 'none']),
  /** Of this profile. `isEnabled`: it starts by itself; `null` when that cannot be told from files. */
  units: z.array(serviceUnitSchema.extend({ isEnabled: z.boolean().nullable() })),
  /** Of installations from before the service was called hermes-gateway. They fight with it over the same bots. */
  legacy: z.array(serviceUnitSchema),
  /** This process may change units of the whole system. */
  isRoot: z.boolean(),
});
export type GatewayService = z.infer<typeof gatewayServiceSchema>;

/** Body of `POST …/status/gateway/install`. */
export const installGatewaySchema = z
  .strictObject({
    scope: scope.default('user'),
    /** Whom a service of the system runs as. */
    runAsUser: z
      .string()
      .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'It is no name of a user.')
      .optional(),
    startNow: z.boolean().default(false),
    startOnLogin: z.boolean().default(true),
    /** Writes the unit anew although it is there. */
    isForced: z.boolean().default(false),
  })
  .refine(({ scope: where, runAsUser }) => (where === 'system') === (runAsUser !== undefined), {
    path: ['runAsUser'],
    message: 'A service of the system, and no other, runs as a named user.',
  });
export type InstallGateway = z.infer<typeof installGatewaySchema>;

/** Body of `POST …/status/gateway/uninstall`. */
export const uninstallGatewaySchema = z.strictObject({
  scope: scope.default('user'),
  /** The name of the profile. */
  typedName: z.string().max(100),
});
export type UninstallGateway = z.infer<typeof uninstallGatewaySchema>;

/** Body of `POST …/status/gateway/migrate-legacy`: what was shown, and that it was meant. */
export const migrateLegacySchema = z.strictObject({
  files: z.array(z.string().max(1000)).max(20),
  /** `migrate-legacy` */
  typedName: z.string().max(100),
});
export type MigrateLegacy = z.infer<typeof migrateLegacySchema>;

const secret = z.object({ masked: z.string(), fingerprint: z.string() }).nullable();

/** `GET api/admin/hermes/status/relay?profile=`: what ties the gateway to a relay connector, in `.env`. */
export const gatewayRelaySchema = z.object({
  profile: z.string(),
  source: sourceFileSchema,
  /** Of `.env`, for `If-Match`. */
  version: z.string(),
  isEnrolled: z.boolean(),
  id: z.string().nullable(),
  url: z.string().nullable(),
  wakeUrl: z.string().nullable(),
  secret,
  deliveryKey: secret,
  /** Variables of the relay that are set. */
  keys: z.array(z.string()),
  /** With what the connector is told who asks. */
  identity: z.object({
    kind: z.enum(['own_provider', 'nous', 'none']),
    detail: z.string(),
  }),
  /** What Hermes calls a gateway that is given no id. */
  defaultId: z.string(),
  /** Why it cannot be enrolled; `null` when it can. */
  hindrance: z.string().nullable(),
  /** The gateway that runs was started before `.env` was last changed. */
  needsRestart: z.boolean(),
  /** Whether a gateway holds the connection now, by what it wrote and whether it runs. */
  connection: z.enum(['connected', 'not_connected', 'unknown']),
  /** Why the connection cannot be tested; `null` when it can. */
  testHindrance: z.string().nullable(),
});
export type GatewayRelay = z.infer<typeof gatewayRelaySchema>;

/** Ends on a slash or not; names no user and asks nothing, for it is seen in job outputs. */
const address = (schemes: readonly string[]) =>
  z
    .string()
    .max(500)
    .refine((text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, username, password, search, hash, hostname } = new URL(text);
      const isPlain = [username, password, search, hash].every((part) => part === '');
      return schemes.includes(protocol) && hostname !== '' && isPlain;
    }, 'An address without user, password or query.');

/** Body of `POST …/status/relay/enroll`. */
export const enrollGatewaySchema = z.strictObject({
  /** Works once; handed to the command by its environment, kept nowhere. */
  token: z.string().regex(/^[!-~]{4,4096}$/, 'A token has no spaces and at least four letters.'),
  connectorUrl: address(['ws:', 'wss:', 'http:', 'https:']),
  gatewayId: z
    .string()
    .regex(/^[A-Za-z0-9][\w.:-]{0,127}$/, 'Letters, digits, dots, colons and dashes.')
    .optional(),
  wakeUrl: address(['http:', 'https:']).optional(),
  /** Needed when the gateway is enrolled already. */
  isReplacement: z.boolean().default(false),
});
export type EnrollGateway = z.infer<typeof enrollGatewaySchema>;

/** Body of `POST …/status/relay/test`. */
export const testRelaySchema = z.strictObject({
  /** Needed when a gateway is or may be connected: what a relay does with its second connection is not known. */
  isSecondAccepted: z.boolean().default(false),
});
export type TestRelay = z.infer<typeof testRelaySchema>;

/** What came of a WebSocket that was opened as the gateway opens it. */
export const relayTestSchema = z.object({
  profile: z.string(),
  at: z.iso.datetime(),
  /** What was called. */
  url: z.string(),
  outcome: z.enum(relayOutcomes),
  /** The outcome in words, and what to do about it. */
  message: z.string(),
  /** Until the outcome was known. Of one that is accepted, waiting for a refusal is part of it. */
  tookMs: z.number(),
});
export type RelayTest = z.infer<typeof relayTestSchema>;
