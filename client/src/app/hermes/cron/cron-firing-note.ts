import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { CronJobs } from '../../../../../server/hermes-state/cron/cron.contract';
import { Banner } from '../../ui/banner';
import { formatAge, formatCount } from '../../ui/format';
import { Clock } from '../../ui/time-stamp';
import { ProfileScope } from '../profile-scope';

/** Whether jobs fire at all. Shows nothing while they do. */
@Component({
  selector: 'app-cron-firing-note',
  imports: [Banner, RouterLink],
  template: `@if (words(); as said) {
    <app-banner [tone]="said.tone" icon="warning" role="status">
      <strong>{{ said.title }}</strong> {{ said.text }}
      @if (overdue(); as text) {
        {{ text }}
      }
      <a routerLink="/hermes/status" [queryParams]="params()">Hermes status</a>
    </app-banner>
  }`,
  styles: `
    :host {
      display: contents;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CronFiringNote {
  private readonly clock = inject(Clock);
  private readonly scope = inject(ProfileScope);
  readonly firing = input.required<CronJobs['firing']>();
  /** How many jobs are due some time. */
  readonly active = input.required<number>();

  protected readonly params = computed(() => {
    this.scope.profile();
    return this.scope.params();
  });
  protected readonly overdue = computed(() => {
    const { overdue, state } = this.firing();
    if (overdue === 0) return '';
    const jobs = formatCount(overdue, 'job is', 'jobs are');
    return state === 'down'
      ? `${jobs} overdue and will run at once when a gateway starts.`
      : `${jobs} overdue.`;
  });
  protected readonly words = computed(() => {
    const { state, text, heartbeatAt, lastSuccessAt, error } = this.firing();
    const jobs = formatCount(this.active(), 'active job');
    switch (state) {
      case 'fires':
        return undefined;
      case 'down':
        return {
          tone: this.active() > 0 ? ('bad' as const) : ('warning' as const),
          title: 'The gateway is down: jobs will not fire.',
          text: `${text} ${jobs}.`,
        };
      case 'late':
        return {
          tone: 'bad' as const,
          title: 'The gateway runs, but its ticker is stale: jobs do not fire.',
          text: `${text} ${this.since('Last beat', heartbeatAt)}`,
        };
      case 'failing':
        return {
          tone: 'bad' as const,
          title: 'The ticker runs, but its ticks fail.',
          text: `${this.since('Last good tick', lastSuccessAt)} ${error ?? ''}`,
        };
      case 'unknown':
        return { tone: 'warning' as const, title: 'Nobody can tell whether jobs fire.', text };
    }
  });

  private since(what: string, at: string | null): string {
    if (at === null) return `${what}: never.`;
    return `${what}: ${formatAge(this.clock.now().getTime() - Date.parse(at))} ago.`;
  }
}
