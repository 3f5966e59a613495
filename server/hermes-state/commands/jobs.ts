import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { describeCall, runningActor } from '../../admin-events/admin-call.ts';
import { NotFound } from '../../http/domain-error.ts';
import type { CommandResult } from './command-run.ts';
import { JobFinished, JobRunning } from './commands.errors.ts';
import { HermesCommand } from './hermes-command.ts';
import { JobRecord, type Verdict } from './job-record.ts';
import type { Job, JobLine, JobList, JobOutput } from './jobs.contract.ts';
import { KnownSecrets } from './known-secrets.ts';

export type { Verdict } from './job-record.ts';

/** What is to be run, and how to find out whether it worked. */
export interface JobRequest {
  /** For people, such as `Stop the gateway`. Secrets are taken out of it, and then it is cut. */
  readonly name: string;
  readonly profile: string;
  /** Behind `hermes -p <profile>`. */
  readonly args: readonly string[];
  /** The first argument if absent. */
  readonly group?: string;
  readonly input?: string;
  /** Of the command. Without effect on one in the background. */
  readonly timeoutMs: number;
  /** Parts of the arguments, or of `environment`, that must not be seen. */
  readonly secrets?: readonly string[];
  /** Variables for the command alone. */
  readonly environment?: Readonly<Record<string, string>>;
  /** It goes on running; it has started once `verify` finds what is wanted, which it is asked again and again. */
  readonly isBackground?: boolean;
  /** Waits for something before the command begins; what it says becomes output. */
  readonly prepare?: (say: (text: string) => void, stop: AbortSignal) => Promise<void>;
  /** Looks at the state; `result` is absent while the command runs in the background. */
  readonly verify: (result?: CommandResult) => Promise<Verdict>;
}

type Observer = (job: Job, line?: JobLine) => void;

/** Jobs of the past are kept for those who come back to them. */
const mostKept = 50;
/** In characters. */
const longestName = 200;
const longestVerdict = 2000;
const lookEveryMs = 500;
/** A gateway leaves its platforms before it ends. */
const backgroundGraceMs = 15_000;

/** Verbs of the `hermes` command that run while people watch. In the memory of this process only. */
@Injectable()
export class Jobs {
  private readonly records = new Map<string, JobRecord>();
  private readonly observers = new Set<Observer>();

  constructor(
    private readonly command: HermesCommand,
    private readonly secrets: KnownSecrets,
  ) {}

  /**
   * Begins a job and answers at once. Names it as the target of the running call. Throws {@link JobRunning} when one of
   * its group runs for the profile, and as {@link HermesCommand.run} does.
   */
  async start(request: JobRequest): Promise<Job> {
    const { profile, args, isBackground = false } = request;
    const group = request.group ?? args[0] ?? '';
    await this.command.require(profile);
    const mask = await this.secrets.maskFor(profile, request.secrets);
    const name = mask(request.name).slice(0, longestName);
    const command = ['hermes', '-p', profile, ...args.map((arg) => quoted(mask(arg)))].join(' ');
    const startedBy = runningActor() ?? 'this process';
    const about = { name, command, profile, group, startedBy, isBackground };
    const record = new JobRecord(about, mask);
    this.admit(record);
    describeCall({ target: { kind: 'hermes_job', id: record.id, name: `${name} (${profile})` } });
    if (request.prepare === undefined)
      try {
        await this.launch(record, request);
      } catch (error) {
        this.records.delete(record.id);
        throw error;
      }
    void this.follow(record, request);
    return record.job;
  }

  list(): JobList {
    const items = [...this.records.values()].map(({ job }) => job).reverse();
    return { items, unavailableReason: this.command.unavailableReason };
  }

  /** Lines behind a number. Throws {@link NotFound}. */
  output(id: string, after = -1): JobOutput {
    return this.require(id).outputAfter(after);
  }

  /** Ends the command and all it started; the job's end follows. Throws {@link NotFound} or {@link JobFinished}. */
  cancel(id: string): Job {
    const record = this.require(id);
    const { name, profile } = record.about;
    describeCall({ target: { kind: 'hermes_job', id, name: `${name} (${profile})` } });
    if (record.state !== 'running') throw new JobFinished();
    record.cancel();
    return record.job;
  }

  /** Told of each line and of each change. Answers how to stop it. */
  observe(observer: Observer): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Before anything is waited for: of two that come at once the second has to see the first. */
  private admit(record: JobRecord): void {
    const { profile, group } = record.about;
    for (const other of this.records.values())
      if (other.isInTheWay && other.about.profile === profile && other.about.group === group)
        throw new JobRunning(other.about.name, profile);
    this.records.set(record.id, record);
    for (const [id, { state }] of this.records)
      if (this.records.size > mostKept && state !== 'running') this.records.delete(id);
  }

  private async launch(record: JobRecord, request: JobRequest): Promise<void> {
    record.run = await this.command.start(request.profile, request.args, {
      input: request.input,
      secrets: request.secrets,
      environment: request.environment,
      ...(request.isBackground
        ? { timeoutMs: null, graceMs: backgroundGraceMs }
        : { timeoutMs: request.timeoutMs }),
      onLine: (text, stream) => this.tell(record, record.add(text, stream)),
    });
    // Somebody was faster than the start.
    if (record.isCancelled) record.run.stop();
  }

  private async follow(record: JobRecord, request: JobRequest): Promise<void> {
    this.tell(record);
    let result: CommandResult | undefined;
    try {
      if (request.prepare) await this.prepare(record, request);
      if (record.run) result = await this.endOf(record, request);
    } catch (error) {
      this.tell(record, record.add(record.mask((error as Error).message), 'error'));
    }
    const wasUp = request.isBackground === true && record.verdict?.isAsWanted === true;
    if (!wasUp) record.verdict = await verdictOf(record, () => request.verify(result));
    const isSound = result?.exitCode === 0 && record.verdict?.isAsWanted === true;
    record.end(record.isCancelled ? 'cancelled' : isSound ? 'succeeded' : 'failed', result);
    this.tell(record);
  }

  private async prepare(record: JobRecord, request: JobRequest): Promise<void> {
    const say = (text: string) => this.tell(record, record.add(record.mask(text), 'out'));
    await request.prepare!(say, record.stopping);
    if (!record.isCancelled) await this.launch(record, request);
  }

  private async endOf(record: JobRecord, request: JobRequest): Promise<CommandResult> {
    const started = request.isBackground ? this.watchStart(record, request) : undefined;
    try {
      return await this.command.endOf(record.run!);
    } finally {
      record.run = undefined;
      await started;
    }
  }

  /** Until it is up or gone; how long that takes is the operator's patience, who can stop it. */
  private async watchStart(record: JobRecord, { verify }: JobRequest): Promise<void> {
    while (record.run !== undefined) {
      const verdict = await verdictOf(record, () => verify());
      if (verdict.isAsWanted) {
        record.verdict = verdict;
        this.tell(record);
        return;
      }
      await sleep(lookEveryMs, undefined, { ref: false });
    }
  }

  private require(id: string): JobRecord {
    const record = this.records.get(id);
    if (record === undefined) throw new NotFound('The job');
    return record;
  }

  private tell(record: JobRecord, line?: JobLine): void {
    for (const observer of this.observers) observer(record.job, line);
  }
}

/** What a look at the state found may quote files and errors: secrets are taken out before it is cut. */
async function verdictOf({ mask }: JobRecord, verify: () => Promise<Verdict>): Promise<Verdict> {
  const shown = (text: string) => mask(text).slice(0, longestVerdict);
  try {
    const { isAsWanted, text } = await verify();
    return { isAsWanted, text: shown(text) };
  } catch (error) {
    const why = (error as Error).message;
    return { isAsWanted: false, text: shown(`It could not be checked: ${why}`) };
  }
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", "'\\''")}'`;
}
