import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, startTimeOf } from '../http/process-start-time.ts';
import type { ChildPlan } from './child-kind.ts';
import { OutputLines } from './output-lines.ts';
import type { ChildRun } from './run-file.ts';

/** A child of the child may hold its output open for ever. */
const closeMs = 500;
/** What is killed is gone at once, unless it hangs within the kernel. */
const killMs = 2000;

type LineObserver = (line: string, source: 'out' | 'err') => void;

/** A process that is kept running: started here, or found. */
export class RunningChild {
  private readonly exit = new AbortController();
  private lastErrorLine = '';

  private constructor(
    readonly run: ChildRun,
    /** Started by this process or an earlier one of ours: it ends with us. */
    readonly isOurs: boolean,
    private readonly child?: ChildProcess,
  ) {
    child?.once('exit', () => this.exit.abort());
  }

  /** One that runs already. */
  static found(run: ChildRun, isOurs: boolean): RunningChild {
    return new RunningChild(run, isOurs);
  }

  /** Starts one, in a group of its own, so that whatever it leaves behind can be ended too. Throws when it cannot be run. */
  static async launch(
    { command, args, env, details }: ChildPlan,
    /** At once, before it is known whether it can be run. */
    onBegin: (child: RunningChild) => void,
    onLine: LineObserver,
  ): Promise<void> {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const spawned = new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', ({ message }) =>
        reject(new Error(`${command} cannot be run: ${message}`)),
      );
    });
    const { pid } = child;
    if (pid !== undefined) {
      const startedAt = new Date().toISOString();
      const startTime = startTimeOf(pid) ?? 0;
      const run = { pid, startTime, startedAt, args: args.join(' '), ...details };
      const running = new RunningChild(run, true, child);
      running.readOutput(child, onLine);
      onBegin(running);
    }
    await spawned;
  }

  /** Not a child of this very process: what it writes is not seen, and how it ends is not told. */
  get isAdopted(): boolean {
    return this.child === undefined;
  }

  get isAlive(): boolean {
    const { child, run } = this;
    return child
      ? child.exitCode === null && child.signalCode === null
      : isRunning(run.pid, run.startTime);
  }

  /** Aborted once it has ended; of one that was found that is never told. */
  get exited(): AbortSignal {
    return this.exit.signal;
  }

  get exitCode(): number | null {
    return this.child?.exitCode ?? null;
  }

  get exitSignal(): string | null {
    return this.child?.signalCode ?? null;
  }

  /** Why it is gone, and the last line it wrote to its standard error, of whatever length. */
  async exitReason(): Promise<{ readonly end: string; readonly said: string }> {
    const { child } = this;
    if (child === undefined) return { end: 'it is gone', said: '' };
    // What it said last may come after its end.
    if (!child.stderr!.closed)
      await Promise.race([
        new Promise((resolve) => child.once('close', resolve)),
        sleep(closeMs, undefined, { ref: false }),
      ]);
    const { exitCode, signalCode } = child;
    const end = signalCode ? `ended by ${signalCode}` : `exit code ${exitCode}`;
    return { end, said: this.lastErrorLine };
  }

  /**
   * Asks it to end, kills it when it does not in time (`onKill` is told before), and returns when it is gone; else why it
   * lives on. `isHurried` cuts the wait short.
   */
  async end(
    graceMs: number,
    onKill: () => void,
    isHurried = () => false,
  ): Promise<string | undefined> {
    const { pid } = this.run;
    if (this.isAlive) {
      const refused = `Process ${pid} cannot be ended from here: it belongs to another user of this machine.`;
      // The process alone: it ends in order what it has started.
      if (!signal(pid, 'SIGTERM')) return refused;
      await this.waitForEnd(graceMs, isHurried);
      if (this.isAlive) {
        onKill();
        if (!signal(pid, 'SIGKILL')) return refused;
      }
      await this.waitForEnd(killMs);
      if (this.isAlive) return `Process ${pid} does not end although it was killed.`;
    }
    // What it left behind in its group has nobody any more.
    if (this.isOurs) signal(-pid, 'SIGKILL');
    return undefined;
  }

  private async waitForEnd(mostMs: number, isHurried = () => false): Promise<void> {
    const untilMs = performance.now() + mostMs;
    while (this.isAlive && performance.now() < untilMs && !isHurried()) await sleep(20);
  }

  private readOutput(child: ChildProcess, onLine: LineObserver): void {
    for (const source of ['out', 'err'] as const) {
      const stream = source === 'out' ? child.stdout! : child.stderr!;
      const lines = new OutputLines((line) => {
        onLine(line, source);
        if (source === 'err' && line.trim() !== '') this.lastErrorLine = line.trim();
      });
      stream.on('error', () => undefined).on('data', (chunk: Buffer) => lines.write(chunk));
      stream.once('close', () => lines.end());
    }
  }
}

/** Whether it may be sent. What has ended by itself (ESRCH) needs none. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'EPERM';
  }
}
