import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Settings } from '../settings.ts';
import { LeftAlone, type ChildKind } from './child-kind.ts';
import { ChildLog, maskShapes, type LogLimits, type MaskSource } from './child-log.ts';
import { ProcessRecord } from './process-record.ts';
import { RunFile } from './run-file.ts';
import { RunningChild } from './running-child.ts';

const usualTiming = {
  probeMs: 250,
  watchMs: 2000,
  firstBackOffMs: 1000,
  longestBackOffMs: 60_000,
  /** Who lives longer has not ended at once. */
  healthyAfterMs: 60_000,
  /** So many short lives in a row, and it is said to keep ending. */
  shortLives: 5,
  leftAloneMs: 15_000,
};
export type SupervisorTiming = typeof usualTiming;

/** What one that is of no use gets to end by itself. */
const uselessGraceMs = 5000;
/** Of what it said last; the whole of it is in its log. */
const longestReason = 500;

export interface SupervisorOptions {
  readonly mask?: MaskSource;
  readonly timing?: Partial<SupervisorTiming>;
  readonly logLimits?: Partial<LogLimits>;
}

/**
 * Keeps one child running: starts it, starts it again with growing pauses when it ends, takes over one that runs already,
 * and ends it with us. One loop does all of it; whoever wants something says so and wakes the loop.
 */
export class ChildSupervisor {
  readonly record: ProcessRecord;
  readonly log: ChildLog;
  private readonly logger: Logger;
  private readonly runFile: RunFile;
  private readonly timing: SupervisorTiming;
  private current: RunningChild | undefined;
  private isWanted = true;
  private isClosing = false;
  /** When we close, in ms of `performance.now()`: by then it is gone. */
  private closeByMs = Infinity;
  /** What could not be ended, and why: it is watched instead. */
  private unendable: { readonly pid: number; readonly reason: string } | undefined;
  private interruption = new AbortController();
  private loop: Promise<void> | undefined;
  private backOffMs: number;
  private shortLives = 0;

  constructor(
    readonly kind: ChildKind,
    private readonly settings: Pick<Settings, 'dataDir' | 'drainTimeoutMs'>,
    { mask = maskShapes, timing, logLimits }: SupervisorOptions = {},
  ) {
    const { id, name, profile } = kind;
    this.timing = { ...usualTiming, ...timing };
    this.backOffMs = this.timing.firstBackOffMs;
    this.logger = new Logger(`${name} (${id})`);
    this.record = new ProcessRecord({ id, kind: kind.kind, name, profile });
    this.runFile = new RunFile(join(settings.dataDir, 'run', `hermes-${id}.json`));
    this.log = new ChildLog(join(settings.dataDir, 'logs', `hermes-${id}.log`), mask, logLimits);
  }

  /** Whether an administrator has not stopped it. */
  get isKept(): boolean {
    return this.isWanted && !this.isClosing;
  }

  /** Begins in the background. */
  begin(): void {
    this.loop ??= this.keep();
  }

  /** Ends the child, unless somebody else started it; it gets `graceMs` to end by itself, also when it is at it already. */
  async close(graceMs = this.settings.drainTimeoutMs): Promise<void> {
    this.isClosing = true;
    this.closeByMs = performance.now() + graceMs;
    this.interruption.abort();
    await this.loop;
    await this.log.flush();
  }

  /** As an administrator: at once, also when it would wait. */
  start(): void {
    const isUp = ['starting', 'running', 'adopted'].includes(this.record.view.state);
    if (this.isWanted && isUp) return;
    this.isWanted = true;
    this.forgive();
    this.interruption.abort();
  }

  /** As an administrator: it stays so until it is started, or until this process starts again. */
  stop(): void {
    this.isWanted = false;
    if (this.current) this.record.set('stopping', null);
    this.interruption.abort();
  }

  restart(): void {
    this.isWanted = true;
    this.forgive();
    if (this.current) this.record.set('stopping', null);
    this.interruption.abort();
  }

  private get isInterrupted(): boolean {
    return this.interruption.signal.aborted;
  }

  private async keep(): Promise<void> {
    while (!this.isClosing) {
      this.interruption = new AbortController();
      if (!this.isWanted) {
        this.down('stopped', 'Stopped by an administrator.');
        await this.pause();
        continue;
      }
      const startedMs = performance.now();
      let problem: unknown;
      try {
        await this.findOrLaunch();
        await this.watch();
      } catch (error) {
        problem = error;
      }
      const graceMs = problem === undefined ? this.settings.drainTimeoutMs : uselessGraceMs;
      const livesOn = await this.endCurrent(graceMs);
      if (this.isInterrupted) continue;
      if (livesOn !== undefined) problem = new LeftAlone(livesOn);
      if (problem instanceof LeftAlone) await this.leaveAlone(problem.message);
      else await this.waitToRestart(startedMs, problem);
    }
    // Between the last look and the end nothing is started any more.
    this.record.set('stopped', null);
  }

  private async findOrLaunch(): Promise<void> {
    const noted = this.runFile.read();
    // At once, for whoever ends us now wants it to end as well.
    if (noted) this.current = RunningChild.found(noted, true);
    const found = await this.kind.find(noted, this.runFile.ended());
    if (this.isInterrupted) return;
    if (found?.use === 'adopt') {
      const { run } = found;
      this.current = RunningChild.found(run, run.pid === noted?.pid);
      this.record.began(run.pid, run.startedAt ?? null);
      this.record.set('adopted', this.unendableReason(run.pid));
      this.tell(`Took over process ${run.pid}, which ran already.`);
      return;
    }
    const livesOn = await this.endCurrent(uselessGraceMs);
    if (livesOn !== undefined) throw new LeftAlone(livesOn);
    await this.launch();
  }

  private async launch(): Promise<void> {
    if (this.isInterrupted) return;
    this.record.set('starting', null);
    const plan = await this.kind.plan();
    if (this.isInterrupted) return;
    const begun = (child: RunningChild) => {
      const { run } = child;
      this.current = child;
      // At once: a process of ours that is killed now must not leave a copy that nobody knows.
      this.runFile.write(run);
      this.record.launched(run.pid, run.startedAt!);
      this.log.add([plan.command, ...plan.args].join(' '), 'hcp');
      this.tell(`Started process ${run.pid}.`);
    };
    await RunningChild.launch(plan, begun, (line, source) => this.log.add(line, source));
  }

  /** Returns when it is interrupted; throws, with the reason, when the child is gone or of no use. */
  private async watch(): Promise<void> {
    const startedMs = performance.now();
    while (this.current && !this.isInterrupted) {
      const { run, isAlive, isAdopted, exited } = this.current;
      if (!isAlive) throw new Error(await this.exitReason(this.current));
      const { isUp, reason } = await this.kind.look(run, this.interruption.signal);
      if (this.isInterrupted) return;
      const shown = reason ?? this.unendableReason(run.pid);
      this.record.set(isAdopted ? 'adopted' : isUp ? 'running' : 'starting', shown);
      const isNew = performance.now() - startedMs < 15 * this.timing.watchMs;
      const isSettled = (isUp && reason === null) || !isNew;
      await this.pause(isSettled ? this.timing.watchMs : this.timing.probeMs, exited);
    }
  }

  private async exitReason(child: RunningChild): Promise<string> {
    const { end, said } = await child.exitReason();
    // Masked before it is cut, for half a secret is not recognised.
    const clean = withoutSecrets(await this.log.clean(said));
    const shown = clean.length > longestReason ? `${clean.slice(0, longestReason)} …` : clean;
    return shown === '' ? end : `${shown} (${end})`;
  }

  private async waitToRestart(startedMs: number, problem: unknown): Promise<void> {
    const reason = (problem as Error).message;
    const { healthyAfterMs, longestBackOffMs, shortLives } = this.timing;
    if (performance.now() - startedMs > healthyAfterMs) this.forgive();
    else this.shortLives++;
    // So that several that ended together do not all come back together.
    const pauseMs = this.backOffMs * (0.75 + Math.random() / 2);
    this.backOffMs = Math.min(this.backOffMs * 2, longestBackOffMs);
    const state = this.shortLives >= shortLives ? 'keeps_ending' : 'waiting';
    this.down(state, reason, new Date(Date.now() + pauseMs));
    this.tell(`It is down: ${reason}`, 'warn');
    await this.pause(pauseMs);
  }

  private async leaveAlone(reason: string): Promise<void> {
    if (this.record.view.state !== 'left_alone' || this.record.view.reason !== reason)
      this.tell(reason);
    this.down('left_alone', reason);
    await this.pause(this.timing.leftAloneMs);
  }

  private down(
    state: 'waiting' | 'keeps_ending' | 'left_alone' | 'stopped',
    reason: string,
    nextStartAt?: Date,
  ): void {
    this.record.set(state, state === 'stopped' ? null : reason, nextStartAt);
    this.kind.isDown?.(reason);
  }

  /**
   * Ends what runs, and returns when it is gone; else why it lives on. What somebody else started outlives us, unless it
   * shall be stopped.
   */
  private async endCurrent(graceMs: number): Promise<string | undefined> {
    const { current } = this;
    if (!current) return undefined;
    const { run, isAlive, isOurs } = current;
    if (isAlive && this.isClosing && !isOurs) {
      this.tell(`Process ${run.pid} was started by somebody else, and goes on running.`);
    } else {
      if (isAlive) this.record.set('stopping', this.record.view.reason);
      const told = `Process ${run.pid} did not end in time, and is killed.`;
      const reason = await current.end(
        graceMs,
        () => this.tell(told, 'warn'),
        () => performance.now() > this.closeByMs,
      );
      if (reason !== undefined) return this.keepWatching(run.pid, reason);
      this.record.ended(current.exitCode, current.exitSignal);
      this.runFile.writeEnd(run);
    }
    this.current = undefined;
    return undefined;
  }

  /** A second one beside it must not be started. */
  private keepWatching(pid: number, reason: string): string {
    this.tell(reason, 'warn');
    this.current = undefined;
    this.unendable = { pid, reason };
    this.isWanted = true;
    return reason;
  }

  private unendableReason(pid: number): string | null {
    return this.unendable?.pid === pid ? this.unendable.reason : null;
  }

  /** Its past counts for nothing any more. */
  private forgive(): void {
    this.backOffMs = this.timing.firstBackOffMs;
    this.shortLives = 0;
  }

  private tell(text: string, level: 'log' | 'warn' = 'log'): void {
    this.log.add(text, 'hcp');
    this.logger[level](withoutSecrets(text));
  }

  private async pause(ms?: number, also?: AbortSignal): Promise<void> {
    const { signal: interrupted } = this.interruption;
    const stop = also ? AbortSignal.any([interrupted, also]) : interrupted;
    await sleep(ms ?? 2 ** 31 - 1, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Long runs of token characters are credentials more often than not. */
function withoutSecrets(line: string): string {
  return line.replace(/[\w.+/=-]{24,}/g, (word) => (/\d/.test(word) ? '[hidden]' : word));
}
