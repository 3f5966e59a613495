import { computed, inject, Injectable } from '@angular/core';
import type { JobList } from '../../../../server/hermes-state/commands/jobs.contract';
import { keptResource } from '../ui/kept-resource';
import { Session } from '../session/session';

/** Whether verbs of the `hermes` command can be run here, for the providers of a page whose buttons do so. */
@Injectable()
export class HermesCommandState {
  private readonly session = inject(Session);
  private readonly jobs = keptResource<JobList>(() => ({ url: '/api/admin/hermes/jobs' }));

  readonly canRun = computed(
    () => this.session.canChange() && this.jobs.value()?.unavailableReason === null,
  );
  /** Why not, for the title of a disabled button; empty when it can, or nobody knows yet. */
  readonly whyNot = computed(() => this.jobs.value()?.unavailableReason ?? '');
}
