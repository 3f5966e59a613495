import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { ActivatedRoute, RouterLink } from '@angular/router';
import type {
  CronJob,
  CronJobDetail,
  CronRunPage,
} from '../../../../../server/hermes-state/cron/cron.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { CodeView } from '../../ui/code-view';
import { rowElementId } from '../../ui/data-table/column';
import { formatDuration } from '../../ui/format';
import { PeekPanel } from '../../ui/peek-panel';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { CronActions } from './cron-actions';
import { cronTableId, sourceWords } from './cron-columns';
import { CronOutputPart } from './cron-output';
import { CronStore } from './cron-store';
import { CronTime } from './cron-time';
import {
  modelWords,
  modeWords,
  repeatWords,
  resultLooks,
  resultOf,
  rowIdOf,
  runLooks,
  stateLooks,
  successWords,
  troublesOf,
} from './cron-view';

/** One job beside the list: what it is, when it comes, how it did, what it left behind. */
@Component({
  selector: 'app-cron-peek',
  imports: [
    Badge,
    Banner,
    CodeView,
    CronOutputPart,
    CronTime,
    MatButton,
    PeekPanel,
    ProblemNote,
    RouterLink,
    Skeleton,
  ],
  templateUrl: './cron-peek.html',
  styleUrl: './cron-peek.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CronPeek {
  protected readonly session = inject(Session);
  protected readonly actions = inject(CronActions);
  protected readonly store = inject(CronStore);
  protected readonly scope = inject(ProfileScope);
  private readonly query = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  readonly job = input.required<CronJob>();
  readonly previous = output();
  readonly next = output();
  readonly closed = output();

  protected readonly detail = hermesResource<CronJobDetail>(
    () => (this.job().isAddressable ? { path: `cron/jobs/${this.job().id}` } : undefined),
    ['cron', 'config', 'environment'],
  );
  protected readonly runs = hermesResource<CronRunPage>(
    () =>
      this.job().isAddressable
        ? { path: 'cron/runs', params: { job: this.job().id, limit: '10' } }
        : undefined,
    ['cron'],
  );
  protected readonly chosenOutput = computed(() => this.query().get('output'));
  protected readonly refusal = computed(() => this.actions.refusalFor(this.job()));
  protected readonly state = computed(() => stateLooks[this.job().state]);
  protected readonly result = computed(() => resultLooks[resultOf(this.job())]);
  protected readonly troubles = computed(() => troublesOf(this.job()));
  protected readonly isOn = computed(() => this.job().isEnabled && this.job().state !== 'paused');
  protected readonly returnTo = computed(() => rowElementId(cronTableId, rowIdOf(this.job())));
  protected readonly link = computed(() => {
    const query = new URLSearchParams(location.search);
    query.set('job', rowIdOf(this.job()));
    return `/cron?${query.toString()}`;
  });
  /** Names of the jobs whose results it is given. */
  protected readonly sources = computed(() =>
    this.job().contextFrom.map(
      (id) => this.store.found()?.jobs.find((job) => job.id === id)?.name ?? `${id}, missing`,
    ),
  );
  protected readonly modes = modeWords;
  protected readonly runLooks = runLooks;
  protected readonly duration = formatDuration;
  protected readonly modelWords = modelWords;
  protected readonly repeatWords = repeatWords;
  protected readonly sourceWords = sourceWords;
  protected readonly successWords = successWords;

  protected async remove(): Promise<void> {
    if (await this.actions.remove(this.job())) this.closed.emit();
  }
}
