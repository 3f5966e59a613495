import { Injectable } from '@nestjs/common';
import { NotFound } from '../../http/domain-error.ts';
import { KnownSecrets, readFor } from '../commands/known-secrets.ts';
import { HermesHome } from '../hermes-home.ts';
import { sourceOf } from '../state-file.ts';
import { momentOf } from './cron-schedule.ts';
import { CronUnreadable } from './cron.errors.ts';
import {
  outputNameSchema,
  type CronOutput,
  type CronOutputs,
  type CronRun,
} from './cron.contract.ts';

/** Hermes keeps the newest fifty unless it is told otherwise. */
const mostFiles = 500;
const mostBytes = 1_048_576;
/** Longer than any secret. */
const margin = readFor(0);
/** Names are kept to the second. */
const slackMs = 1500;

/** What runs of jobs left behind: `cron/output/<job>/<time>.md`. */
@Injectable()
export class CronOutputFiles {
  constructor(
    private readonly home: HermesHome,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Newest first. */
  async list(profile: string, job: string, zone: string): Promise<CronOutputs> {
    const path = this.home.pathIn(profile, `cron/output/${job}`);
    const folder = await this.home.list('hermes', path, mostFiles);
    const entries = folder.status === 'present' ? folder.value.entries : [];
    return {
      folder: sourceOf(path, folder),
      items: entries
        .filter(({ kind, name }) => kind === 'file' && outputNameSchema.safeParse(name).success)
        .map(({ name, bytes }) => ({ name, at: timeIn(name, zone), bytes }))
        .sort((one, other) => (one.name < other.name ? 1 : -1)),
      isCut: folder.status === 'present' && folder.value.isCut,
    };
  }

  /** Each run with the file that was written while it ran. */
  async matched(profile: string, runs: readonly CronRun[], zone: string): Promise<CronRun[]> {
    const jobs = [...new Set(runs.map(({ jobId }) => jobId))].filter((id) => /^\w[\w-]*$/.test(id));
    const lists = await Promise.all(
      jobs.map(async (id) => [id, (await this.list(profile, id, zone)).items] as const),
    );
    const files = new Map(lists);
    return runs.map((run) => ({ ...run, output: fileOf(run, files.get(run.jobId) ?? []) }));
  }

  /** The beginning of one, with secrets hidden. Throws `NotFound` and {@link CronUnreadable}. */
  async read(profile: string, job: string, name: string): Promise<CronOutput> {
    const file = this.home.pathIn(profile, `cron/output/${job}/${name}`);
    const opened = await this.home.open('hermes', file);
    if (opened.status === 'missing') throw new NotFound(`The output ${name}`);
    if (opened.status === 'unreadable') throw new CronUnreadable(file, opened.reason);
    const { handle, facts } = opened.value;
    try {
      const length = mostBytes + margin;
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
      // A letter may be cut in two at the end.
      const text = new TextDecoder().decode(buffer.subarray(0, bytesRead), { stream: true });
      const mask = await this.secrets.maskFor(profile);
      const isCut = facts.bytes > bytesRead;
      const clean = mask(text);
      // Half a secret is not recognised: where reading stopped, none may be shown.
      const shown = isCut ? clean.slice(0, Math.max(0, clean.length - margin)) : clean;
      return { file, text: shown, bytes: facts.bytes, isCut };
    } finally {
      await handle.close();
    }
  }
}

function fileOf(run: CronRun, files: CronOutputs['items']): string | null {
  const begin = run.startedAt ?? run.claimedAt;
  if (begin === null || run.finishedAt === null) return null;
  const [from, to] = [Date.parse(begin) - slackMs, Date.parse(run.finishedAt) + slackMs];
  const found = files.find(
    ({ at }) => at !== null && Date.parse(at) >= from && Date.parse(at) <= to,
  );
  return found?.name ?? null;
}

/** `2026-11-21_00-27-04.md`, as clocks in the zone showed it. */
function timeIn(name: string, zone: string): string | null {
  const [, day, hour, minute, second] =
    /^(\d{4}-\d{2}-\d{2})_(\d{2})-(\d{2})-(\d{2})/.exec(name) ?? [];
  if (day === undefined) return null;
  const at = momentOf(`${day}T${hour}:${minute}:${second}`, zone);
  return at === undefined ? null : new Date(at).toISOString();
}
