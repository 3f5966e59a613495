import type { ChildRun, ProcessIdentity } from './run-file.ts';
import type { SupervisedProcess } from './processes.contract.ts';

/** How to start a child, worked out anew each time. */
export interface ChildPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Noted with the process. */
  readonly details?: Pick<ChildRun, 'port' | 'provider'>;
}

/** A process that runs already. `end`: it is ours, and of no use any more. */
export interface FoundRun {
  readonly run: ChildRun;
  readonly use: 'adopt' | 'end';
}

/** What a look at a process that is alive found. */
export interface Look {
  readonly isUp: boolean;
  /** Why it is not as it should be; `null` when it is. */
  readonly reason: string | null;
}

/** What differs between the children that are kept running. */
export interface ChildKind extends Pick<SupervisedProcess, 'id' | 'kind' | 'name' | 'profile'> {
  /**
   * What runs already; `noted` is what a process of ours started, and what of it has `ended` may have left traces. Throws
   * {@link LeftAlone} when none may be started.
   */
  find(
    noted: ChildRun | undefined,
    ended: readonly ProcessIdentity[],
  ): Promise<FoundRun | undefined>;
  /** Throws {@link LeftAlone} when it cannot be started here. */
  plan(): Promise<ChildPlan>;
  /** Asked again and again while it is alive. Throws when it is of no use, after which it is ended and started again. */
  look(run: ChildRun, stop: AbortSignal): Promise<Look>;
  /** Told why it does not run, whenever it does not. */
  isDown?(reason: string): void;
}

/** It must not, or cannot, be started here for now. The message says why. */
export class LeftAlone extends Error {}
