import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
} from '@angular/core';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import { Session } from '../../session/session';
import { Icon } from '../../ui/icon';
import { JobOutput } from '../../ui/job-output';
import { problemOf } from '../../ui/problem';
import { ProblemNote } from '../../ui/problem-note';
import { Toasts } from '../../ui/toasts';
import { JobStore } from './job-store';

/** A job as it runs: its command, what it writes, and whether the state is what was wanted. */
@Component({
  selector: 'app-job-panel',
  imports: [Icon, JobOutput, ProblemNote],
  template: `@if (shown(); as job) {
    <code class="command">{{ job.command }}</code>
    @if (store.problem(); as problem) {
      <app-problem title="The job could not be read" [problem]="problem" (retry)="store.reload()" />
    }
    <app-job-output
      [label]="job.name"
      [lines]="store.lines()"
      [state]="job.state"
      [exitCode]="job.exitCode"
      [canStop]="canStop()"
      [fileName]="fileName()"
      (stopped)="stop()"
    />
    <p class="verdict" role="status" [class]="look().tone">
      <app-icon [name]="look().icon" />{{ look().text }}
    </p>
  }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    .command {
      overflow-wrap: anywhere;
      font-size: var(--text-caption);
    }
    .verdict {
      display: flex;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
    }
    .verdict app-icon {
      flex: none;
      margin-top: 3px;
    }
    .good app-icon {
      color: var(--color-good);
    }
    .bad app-icon {
      color: var(--color-bad);
    }
  `,
  providers: [JobStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JobPanel {
  protected readonly store = inject(JobStore);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);

  readonly job = input.required<Job>();
  /** Once, when it has ended. */
  readonly finished = output<Job>();

  protected readonly shown = computed(() => this.store.job() ?? this.job());
  protected readonly canStop = computed(() => this.session.canChange() && this.store.isRunning());
  protected readonly fileName = computed(
    () =>
      `${this.shown()
        .name.toLowerCase()
        .replaceAll(/[^a-z0-9]+/g, '-')}.log`,
  );
  protected readonly look = computed(() => lookOf(this.shown()));

  constructor() {
    effect(() => this.store.follow(this.job()));
    let told: string | undefined;
    effect(() => {
      const job = this.store.job();
      if (job?.endedAt == null || told === job.id) return;
      told = job.id;
      this.finished.emit(job);
    });
  }

  protected async stop(): Promise<void> {
    try {
      await this.store.stop();
    } catch (error) {
      this.toasts.failed('The job was not stopped.', problemOf(error));
    }
  }
}

function lookOf({ state, isBackground, verified, timedOut }: Job): {
  readonly tone: 'good' | 'bad' | 'soft';
  readonly icon: 'check' | 'error' | 'clock';
  readonly text: string;
} {
  const late = timedOut ? 'Its time was over. ' : '';
  if (verified !== null)
    return {
      tone: verified.isAsWanted ? 'good' : 'bad',
      icon: verified.isAsWanted ? 'check' : 'error',
      text: `${late}Checked afterwards: ${verified.text}`,
    };
  const waiting = isBackground ? 'until it is up' : 'once it has ended';
  return {
    tone: 'soft',
    icon: 'clock',
    text: state === 'running' ? `The state is checked ${waiting}.` : 'The state was not checked.',
  };
}
