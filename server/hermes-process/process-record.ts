import type { ProcessState, SupervisedProcess } from './processes.contract.ts';

type About = Pick<SupervisedProcess, 'id' | 'kind' | 'name' | 'profile'>;

/** How a child does, as it is told to the console. */
export class ProcessRecord {
  view: SupervisedProcess;
  private starts = 0;
  private readonly observers = new Set<() => void>();

  constructor(about: About) {
    this.view = {
      ...about,
      state: 'starting',
      reason: null,
      pid: null,
      since: null,
      restarts: 0,
      lastEnd: null,
      nextStartAt: null,
    };
  }

  set(state: ProcessState, reason: string | null, nextStartAt?: Date): void {
    this.change({ state, reason, nextStartAt: nextStartAt?.toISOString() ?? null });
  }

  /** It runs, whoever started it. */
  began(pid: number, since: string | null): void {
    this.change({ pid, since });
  }

  launched(pid: number, since: string): void {
    this.starts++;
    this.change({ pid, since, restarts: this.starts - 1 });
  }

  ended(exitCode: number | null, signal: string | null): void {
    const at = new Date().toISOString();
    this.change({ pid: null, since: null, lastEnd: { at, exitCode, signal } });
  }

  /** Told of each change. Answers how to stop it. */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  private change(fields: Partial<SupervisedProcess>): void {
    const before = JSON.stringify(this.view);
    this.view = { ...this.view, ...fields };
    if (JSON.stringify(this.view) !== before) for (const observer of this.observers) observer();
  }
}
