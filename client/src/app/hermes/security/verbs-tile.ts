import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { HermesJobs } from '../jobs/hermes-jobs';
import { jobLooks } from '../status/status-looks';
import { SecurityActions } from './security-actions';
import { SecurityStore } from './security-store';

/** What Hermes itself finds: known vulnerabilities of its packages, and what its doctor says. */
@Component({
  selector: 'app-security-verbs-tile',
  imports: [Badge, MatButton, Tile, TimeStamp],
  template: `<app-tile title="What Hermes itself finds" [resource]="store.jobs" [lines]="3">
    <p>
      The audit asks osv.dev about the packages of Hermes, its plugins and pinned MCP servers; the
      doctor looks at the installation. What they print stays until this console is restarted.
    </p>
    <div class="button-row">
      <button
        type="button"
        matButton="outlined"
        [disabled]="hindrance() !== ''"
        [title]="hindrance()"
        (click)="actions.audit()"
      >
        Audit packages…
      </button>
      <button
        type="button"
        matButton="outlined"
        [disabled]="hindrance() !== ''"
        [title]="hindrance()"
        (click)="actions.ask({ question: 'doctor' })"
      >
        Ask the doctor
      </button>
    </div>
    @if (hindrance() !== '') {
      <p class="caption soft">{{ hindrance() }}</p>
    }
    <ul>
      @for (job of jobs(); track job.id) {
        <li>
          <app-badge [tone]="looks[job.state].tone" [icon]="looks[job.state].icon">{{
            looks[job.state].word
          }}</app-badge>
          <button type="button" class="quiet" (click)="hermesJobs.show(job)">{{ job.name }}</button>
          <app-time [at]="job.startedAt" />
          @if (job.verified; as verified) {
            <span class="soft verdict">{{ verified.text }}</span>
          }
        </li>
      } @empty {
        <li class="soft">Neither was asked since this console started.</li>
      }
    </ul>
  </app-tile>`,
  styles: `
    p,
    ul {
      font-size: var(--text-table);
    }
    .caption {
      font-size: var(--text-caption);
    }
    .button-row {
      margin: var(--space-3) 0;
    }
    ul {
      display: grid;
      gap: var(--space-2);
      margin-top: var(--space-3);
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0 var(--space-2);
    }
    .verdict {
      flex-basis: 100%;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SecurityVerbsTile {
  private readonly session = inject(Session);
  protected readonly store = inject(SecurityStore);
  protected readonly actions = inject(SecurityActions);
  protected readonly hermesJobs = inject(HermesJobs);
  protected readonly looks = jobLooks;

  protected readonly jobs = computed(() =>
    (this.store.jobs.value()?.items ?? []).filter((job) => this.isOurs(job)).slice(0, 6),
  );
  /** Why nothing can be asked; empty when it can. */
  protected readonly hindrance = computed(() => {
    if (!this.session.canChange()) return 'Only administrators run commands of Hermes.';
    return this.store.jobs.value()?.unavailableReason ?? '';
  });

  private isOurs({ group, profile }: Job): boolean {
    return (group === 'security' || group === 'doctor') && profile === this.store.scope.profile();
  }
}
