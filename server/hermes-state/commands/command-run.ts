import { spawn, type ChildProcess } from 'node:child_process';
import { OutputLines } from '../../hermes-process/output-lines.ts';

/** How a command ended. Its output holds no secret that is known or looks like one. */
export interface CommandResult {
  /** `null` when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly timedOut: boolean;
  /** Whether some of the output was left out. */
  readonly cut: boolean;
}

export type OutputStream = 'out' | 'error';

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Written to its standard input; without it every question of the command meets the end of the file. */
  readonly input?: string | undefined;
  /** Absent: it may run as long as it likes. */
  readonly timeoutMs?: number | undefined;
  /** Between asking it to end and making it; two seconds if absent. */
  readonly graceMs?: number | undefined;
  /** Takes the secrets out of a line. */
  readonly mask: (line: string) => string;
  /** Told of each line as it comes. */
  readonly onLine?: ((line: string, stream: OutputStream) => void) | undefined;
}

/** Of each stream. */
const mostOutput = 1_048_576;
const usualGraceMs = 2000;
/** A grandchild may hold the pipes open for ever. */
const drainMs = 500;

/** One program in a process group of its own, so that it and whatever it starts end together. */
export class CommandRun {
  /** Rejects when the program cannot be run at all. */
  readonly ended: Promise<CommandResult>;
  private readonly child: ChildProcess;
  private readonly texts: Record<OutputStream, string[]> = { out: [], error: [] };
  private readonly lengths: Record<OutputStream, number> = { out: 0, error: 0 };
  private isCut = false;
  private timedOut = false;
  private hasEnded = false;
  private killing: NodeJS.Timeout | undefined;

  constructor(
    file: string,
    args: readonly string[],
    private readonly options: RunOptions,
  ) {
    const { env, input, timeoutMs } = options;
    this.child = spawn(file, args, {
      env,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      detached: true,
      shell: false,
    });
    // A command that does not read breaks the pipe; that is its right.
    this.child.stdin?.on('error', () => undefined).end(input);
    const limit =
      timeoutMs === undefined ? undefined : setTimeout(() => this.runOutOfTime(), timeoutMs);
    this.ended = this.waitForEnd().finally(() => {
      this.hasEnded = true;
      clearTimeout(limit);
      clearTimeout(this.killing);
    });
    // Whoever does not wait for it must not be told by the end of the process.
    this.ended.catch(() => undefined);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Asks the whole group to end, and makes it after a moment. */
  stop(): void {
    if (this.hasEnded || this.killing !== undefined) return;
    this.signalGroup('SIGTERM');
    const { graceMs = usualGraceMs } = this.options;
    this.killing = setTimeout(() => this.signalGroup('SIGKILL'), graceMs);
  }

  private runOutOfTime(): void {
    this.timedOut = true;
    this.stop();
  }

  private async waitForEnd(): Promise<CommandResult> {
    const { child } = this;
    const streams = [this.collect('out'), this.collect('error')];
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once('exit', (code) => resolve(code));
      child.once('error', reject);
    });
    const drained = new Promise<void>((resolve) => setTimeout(resolve, drainMs).unref());
    await Promise.race([closed, drained]);
    // What it left behind in its group has nobody any more.
    this.signalGroup('SIGKILL');
    child.stdout!.destroy();
    child.stderr!.destroy();
    for (const stream of streams) stream.end();
    const { timedOut, isCut: cut } = this;
    return { exitCode, stdout: this.textOf('out'), stderr: this.textOf('error'), timedOut, cut };
  }

  private collect(name: OutputStream): OutputLines {
    const lines = new OutputLines((line) => this.note(line, name));
    const source = name === 'out' ? this.child.stdout! : this.child.stderr!;
    source.on('error', () => undefined).on('data', (chunk: Buffer) => lines.write(chunk));
    return lines;
  }

  private note(line: string, name: OutputStream): void {
    const clean = this.options.mask(line);
    this.options.onLine?.(clean, name);
    this.lengths[name] += clean.length + 1;
    if (this.lengths[name] <= mostOutput) this.texts[name].push(clean);
    else this.isCut = true;
  }

  private textOf(name: OutputStream): string {
    return this.texts[name].map((line) => `${line}\n`).join('');
  }

  private signalGroup(signal: NodeJS.Signals): void {
    if (this.child.pid === undefined) return;
    try {
      process.kill(-this.child.pid, signal);
    } catch {
      // ESRCH: nothing is left of it.
    }
  }
}
