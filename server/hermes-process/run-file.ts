import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isRunning, startTimeOf } from '../http/process-start-time.ts';

/** So many that have ended are remembered: each of a row of short lives may be told of by what it left behind. */
const mostEnded = 10;
const psMs = 2000;

const identitySchema = z.object({
  pid: z.number().int().positive(),
  /** As `startTimeOf` tells it. */
  startTime: z.number(),
});

/** A process, and no other that gets its number later. */
export type ProcessIdentity = z.infer<typeof identitySchema>;

const runSchema = identitySchema.extend({
  startedAt: z.iso.datetime().optional(),
  /** What follows the program in its command line. */
  args: z.string().optional(),
  /** Of a proxy: where it listens, and whose subscription it spends. */
  port: z.number().int().optional(),
  provider: z.string().optional(),
});

/** A process that was started, as it is noted for a later process of ours. */
export type ChildRun = z.infer<typeof runSchema>;

const endedSchema = z.object({ ended: z.array(identitySchema).default([]) });

/** Remembers a child over a restart of ours, so that there is never a second copy of it. */
export class RunFile {
  constructor(private readonly path: string) {}

  /** The noted process, if it still runs. */
  read(): ChildRun | undefined {
    const run = this.noted();
    return run && isRunning(run.pid, run.startTime) && isSame(run) ? run : undefined;
  }

  /** Processes that have ended for sure, oldest first. */
  ended(): readonly ProcessIdentity[] {
    const { data } = endedSchema.safeParse(this.content());
    const run = this.noted();
    const isGone = run !== undefined && !isRunning(run.pid, run.startTime);
    return [...(data?.ended ?? []), ...(isGone ? [identityOf(run)] : [])].slice(-mostEnded);
  }

  write(run: ChildRun): void {
    this.put({ ...run, ended: this.ended() });
  }

  /** Notes that it has ended, and that none runs. */
  writeEnd(run: ProcessIdentity): void {
    const before = this.ended().filter(({ pid }) => pid !== run.pid);
    this.put({ ended: [...before, identityOf(run)].slice(-mostEnded) });
  }

  private noted(): ChildRun | undefined {
    return runSchema.safeParse(this.content()).data;
  }

  private content(): unknown {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8'));
    } catch {
      // Never started, or half-written by a crash: nothing is known then.
      return undefined;
    }
  }

  private put(content: object): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(this.path, JSON.stringify(content), { mode: 0o600 });
  }
}

/**
 * Where no start time can be told, the number may be that of another program by now: it has to have the command line of the
 * one that was started.
 */
function isSame({ pid, args }: ChildRun): boolean {
  if (startTimeOf(pid) !== undefined) return true;
  if (args === undefined) return false;
  try {
    const options = { encoding: 'utf8', timeout: psMs, stdio: 'pipe' } as const;
    const line = execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], options);
    return line.trim().endsWith(` ${args}`);
  } catch {
    // It has just ended, or there is no such program.
    return false;
  }
}

const identityOf = ({ pid, startTime }: ProcessIdentity): ProcessIdentity => ({ pid, startTime });
