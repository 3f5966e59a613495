import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Session } from '../session/session';
import { Banner } from '../ui/banner';
import { JobOutput } from '../ui/job-output';
import { JobFollower } from './job-follower';

/** The job that is followed: its command, what it writes, and what was found afterwards. */
@Component({
  selector: 'app-job-panel',
  imports: [Banner, JobOutput],
  template: `@if (job(); as job) {
    <p class="caption soft command">
      <code>{{ job.command }}</code>
    </p>
    <app-job-output
      [label]="job.name"
      [lines]="follower().lines()"
      [state]="job.state"
      [exitCode]="job.exitCode"
      [canStop]="session.canChange()"
      (stopped)="follower().stop()"
    />
    @if (verdict(); as verdict) {
      <app-banner role="status" [tone]="verdict.tone" [icon]="verdict.icon">
        {{ verdict.text }}
      </app-banner>
    }
    @if (follower().problem(); as problem) {
      <app-banner tone="warning" icon="warning">{{ problem.message }}</app-banner>
    }
  }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    .command {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JobPanel {
  protected readonly session = inject(Session);
  readonly follower = input.required<JobFollower>();
  protected readonly job = computed(() => this.follower().job());
  protected readonly verdict = computed(() => {
    const job = this.job();
    if (!job || job.state === 'running' || !job.verified) return undefined;
    const { isAsWanted, text } = job.verified;
    if (!isAsWanted) return { tone: 'bad' as const, icon: 'error' as const, text };
    const isGood = job.state === 'succeeded';
    return isGood
      ? { tone: 'note' as const, icon: 'check' as const, text }
      : { tone: 'warning' as const, icon: 'warning' as const, text };
  });
}
