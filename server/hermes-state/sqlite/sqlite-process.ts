import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { SqliteAnswer, SqliteRequest } from './sqlite-work.ts';

/** JavaScript, so that the tests, which compile nothing for a process of its own, run what the product runs. */
const program = join(import.meta.dirname, 'sqlite-child.mjs');
const idleMs = 60_000;
const startTimeoutMs = 20_000;

/**
 * One process that reads databases, started when it is needed and ended when it has had nothing to do for a minute. A
 * process and no thread: SQLite cannot be interrupted from JavaScript (a thread ended 2.9 s late, with its statement), a
 * damaged file that brings SQLite down must not bring the gateways down, and any file this process closes would give up
 * the locks a reader in it holds (sqlite.org/howtocorrupt.html, 2.2).
 */
export class SqliteProcess {
  private child: ChildProcess | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private idle: NodeJS.Timeout | undefined;
  private hasEnded = false;
  /** Questions that have not been answered. */
  waiting = 0;

  /** Never rejects. A question that takes longer than `timeLimitMs` ends the process; the next one starts another. */
  ask(request: SqliteRequest, timeLimitMs: number): Promise<SqliteAnswer> {
    this.waiting++;
    const answer = this.last.then(async () => {
      clearTimeout(this.idle);
      try {
        return await this.askNow(request, timeLimitMs);
      } finally {
        this.waiting--;
        this.rest();
      }
    });
    this.last = answer;
    return answer;
  }

  /** For good: what is asked from now on, or waits for its turn, is not answered any more. */
  async end(): Promise<void> {
    this.hasEnded = true;
    await this.stop();
  }

  private async stop(): Promise<void> {
    clearTimeout(this.idle);
    const { child } = this;
    this.child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  private async askNow(request: SqliteRequest, timeLimitMs: number): Promise<SqliteAnswer> {
    // Somebody else may have ended it, such as a system without memory.
    if (this.child && isGone(this.child)) await this.stop();
    const child = this.hasEnded ? undefined : (this.child ??= await this.start());
    if (!child) return { status: 'unreadable', reason: 'io_error' };
    child.ref();
    const answer = await answerOf(child, timeLimitMs, () => {
      // Without a connection it fails here, or ends as `gone`.
      child.send(request, () => undefined);
    });
    if (typeof answer === 'object') return answer;
    this.child = undefined;
    child.kill('SIGKILL');
    return { status: 'unreadable', reason: answer === 'late' ? 'time_limit' : 'io_error' };
  }

  private async start(): Promise<ChildProcess | undefined> {
    const child = fork(program, {
      // Nothing of ours, and no options of the operator's Node.
      env: {},
      execArgv: ['--max-old-space-size=512'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('error', () => undefined);
    if ((await answerOf(child, startTimeoutMs)) === 'ready') return child;
    child.kill('SIGKILL');
    return undefined;
  }

  /** Keeps nobody from ending. */
  private rest(): void {
    if (this.waiting > 0) return;
    this.child?.unref();
    this.child?.channel?.unref();
    this.idle = setTimeout(() => void this.stop(), idleMs);
    this.idle.unref();
  }
}

/** The next message; `late` without one in time, `gone` when the process ends instead. */
function answerOf(
  child: ChildProcess,
  timeLimitMs: number,
  send?: () => void,
): Promise<SqliteAnswer | 'ready' | 'late' | 'gone'> {
  return new Promise((resolve) => {
    const settle = (answer: SqliteAnswer | 'ready' | 'late' | 'gone') => {
      clearTimeout(timer);
      child.off('message', settle).off('exit', leave).off('error', leave);
      resolve(answer);
    };
    const leave = () => settle('gone');
    const timer = setTimeout(() => settle('late'), timeLimitMs);
    child.on('message', settle).on('exit', leave).on('error', leave);
    if (isGone(child)) return leave();
    child.channel?.ref();
    send?.();
  });
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null || !child.connected;
}
