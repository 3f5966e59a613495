import { z } from 'zod';
import { sourceFileSchema } from '../hermes.contract.ts';

/**
 * What is true of a gateway of Hermes, whatever its files say. `stale`: the file says that it runs, and it does not.
 * `elsewhere`: its heart beats, but its process is not on this machine (or not in this container). `failed`: its last
 * start failed. `unknown`: nothing can be verified here.
 */
export const gatewayVerdicts = [
  'running',
  'starting',
  'draining',
  'elsewhere',
  'stopped',
  'stale',
  'failed',
  'unknown',
] as const;
export type GatewayVerdict = (typeof gatewayVerdicts)[number];

/** One thing that was looked at. `holds` is `null` when it cannot be told here. */
export const evidenceSchema = z.object({
  name: z.enum(['lock', 'process', 'start_time', 'command_line', 'heartbeat']),
  holds: z.boolean().nullable(),
  detail: z.string(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

const time = z.iso.datetime().nullable();

export const platformSchema = z.object({
  name: z.string(),
  /** As the file says; of a gateway that does not run it is what was last written. */
  state: z.string(),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  updatedAt: time,
});

export const gatewaySchema = z.object({
  verdict: z.enum(gatewayVerdicts),
  /** The verdict in words, with its reason. */
  summary: z.string(),
  pid: z.number().nullable(),
  startedAt: time,
  command: z.string().nullable(),
  /** `gateway_state` of the file. */
  recordedState: z.string().nullable(),
  evidence: z.array(evidenceSchema),
  /** Agents that are at work; `null` when nobody says. */
  activeAgents: z.number().nullable(),
  restartRequested: z.boolean(),
  exitReason: z.string().nullable(),
  /** When the file was last written by Hermes. */
  updatedAt: time,
  heartbeatAt: time,
  platforms: z.array(platformSchema),
  /** Profiles whose work this gateway does beside its own. */
  servedProfiles: z.array(z.string()),
});
export type HermesGateway = z.infer<typeof gatewaySchema>;

/** `GET api/admin/hermes/status?profile=` */
export const hermesStatusSchema = z.object({
  at: z.iso.datetime(),
  profile: z.string(),
  gateway: gatewaySchema,
  /** What makes cron jobs fire; it beats about once a minute while the gateway runs. */
  cronTicker: z.object({
    heartbeatAt: time,
    lastSuccessAt: time,
    state: z.enum(['fresh', 'late', 'never']),
  }),
  /** Newest first, at most 20. */
  starts: z.array(z.iso.datetime()),
  version: z.object({
    /** Of the installation the command belongs to, else as Hermes last noted it. */
    installed: z.string().nullable(),
    /** Where `installed` comes from. */
    source: z.enum(['installation', 'update_check']).nullable(),
    /** Commits behind; -1: behind, nobody knows how many; `null`: not behind, or not known. */
    behind: z.number().nullable(),
    /** When Hermes last looked for updates. Nothing is asked over the network here. */
    checkedAt: time,
  }),
  command: z.object({
    /** Why verbs cannot be run; `null` when they can. */
    unavailableReason: z.string().nullable(),
    /** What `start` and `restart` need. */
    serviceManager: z.enum(['systemd', 'launchd', 'none']),
  }),
  files: z.array(sourceFileSchema),
});
export type HermesStatus = z.infer<typeof hermesStatusSchema>;

/** `GET api/admin/hermes/status/profiles` */
export const profileGatewaysSchema = z.object({
  at: z.iso.datetime(),
  items: z.array(
    z.object({
      profile: z.string(),
      verdict: z.enum(gatewayVerdicts),
      summary: z.string(),
      pid: z.number().nullable(),
      activeAgents: z.number().nullable(),
      platforms: z.object({ connected: z.number(), total: z.number() }),
      updatedAt: time,
    }),
  ),
  /** Profiles that were not looked at, because there are too many. */
  leftOut: z.number(),
});
export type ProfileGateways = z.infer<typeof profileGatewaysSchema>;

const target = {
  /** The service of the system instead of the user's: only root changes it. */
  isSystem: z.boolean().default(false),
};
/** Body of `POST …/gateway/run`. */
export const runGatewaySchema = z.strictObject({
  /** `--replace`: ends the gateway of the profile that runs, if one does. */
  isReplacement: z.boolean().default(false),
  /** `--force`: runs it although a service is there to run it. Two of them can corrupt the state they share. */
  isForced: z.boolean().default(false),
});
export type RunGateway = z.infer<typeof runGatewaySchema>;

/** Body of `POST …/gateway/start`. */
export const startGatewaySchema = z.strictObject(target);
export type StartGateway = z.infer<typeof startGatewaySchema>;

/** Body of `POST …/gateway/stop` and `…/restart`. */
export const endGatewaySchema = z.strictObject({
  ...target,
  /** So long is waited for agents that are at work; 0 does not wait. */
  waitForAgentsSeconds: z.number().int().min(0).max(3600).default(0),
});
export type EndGateway = z.infer<typeof endGatewaySchema>;

/** The verbs that know `--all`. Each ends the gateways of every profile first. */
export const verbsOfAll = ['start', 'stop', 'restart'] as const;
export type VerbOfAll = (typeof verbsOfAll)[number];
/** Body of `POST …/gateway/all`: what was shown, and that it was meant. */
export const allGatewaysSchema = z.strictObject({
  verb: z.enum(verbsOfAll),
  ...target,
  /** Profiles that were shown, whose gateways run. */
  profiles: z.array(z.string().max(64)).max(1000),
  /** `stop all` and so on. */
  typedName: z.string().max(100),
});
export type AllGateways = z.infer<typeof allGatewaysSchema>;

/** What the command itself says, for comparison. */
export const questions = [
  'status',
  'deep_status',
  'list',
  'proxy_status',
  'proxy_providers',
  'version',
] as const;
export type Question = (typeof questions)[number];
export const askSchema = z.strictObject({ question: z.enum(questions) });
export type Ask = z.infer<typeof askSchema>;
