import type { CronJob, CronJobs } from '../../../../../server/hermes-state/cron/cron.contract';

/** For specs. */
export function cronJob(change: Partial<CronJob> = {}): CronJob {
  return {
    position: 0,
    id: 'aaa',
    isAddressable: true,
    name: 'Digest',
    mode: 'agent',
    schedule: {
      kind: 'cron',
      text: '0 9 * * 1-5',
      words: 'At 09:00, Monday to Friday',
      problem: null,
    },
    state: 'scheduled',
    isEnabled: true,
    pausedAt: null,
    pausedReason: null,
    createdAt: null,
    nextRunAt: '2099-11-23T08:00:00.000Z',
    isOverdue: false,
    lastRunAt: null,
    lastStatus: null,
    lastError: null,
    lastDeliveryError: null,
    repeat: { times: null, completed: 0 },
    deliver: 'local',
    model: null,
    provider: null,
    baseUrl: null,
    configuredModel: null,
    skills: [],
    script: null,
    workdir: null,
    contextFrom: [],
    toolsets: null,
    prompt: 'Look.',
    version: 'v1',
    recent: { succeeded: 6, failed: 1, unknown: 1 },
    lastRun: null,
    ...change,
  };
}

/** For specs. */
export function cronJobs(change: Partial<CronJobs> = {}): CronJobs {
  return {
    profile: 'default',
    at: '2026-11-21T12:00:00.000Z',
    zone: { name: 'Europe/Vienna', source: 'config', problem: null },
    firing: {
      state: 'fires',
      text: 'It runs.',
      heartbeatAt: '2026-11-21T12:00:00.000Z',
      lastSuccessAt: '2026-11-21T12:00:00.000Z',
      error: null,
      overdue: 0,
    },
    files: [{ file: 'cron/jobs.json', status: 'present', reason: null }],
    jobs: [cronJob()],
    ignored: 0,
    isCut: false,
    unavailableReason: null,
    ...change,
  };
}
