import { computed, inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { CronJob, CronOutputs } from '../../../../../server/hermes-state/cron/cron.contract';
import { Session } from '../../session/session';
import { Confirm } from '../../ui/confirm';
import { formatBytes, formatCount } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ProfileScope } from '../profile-scope';
import { CronCalls } from './cron-calls';
import { CronDialog, type CronSubject } from './cron-dialog';
import { CronStore } from './cron-store';

/** What can be done with cron jobs, each with the questions it needs. */
@Injectable()
export class CronActions {
  private readonly calls = inject(CronCalls);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly scope = inject(ProfileScope);
  private readonly session = inject(Session);
  private readonly store = inject(CronStore);
  private readonly toasts = inject(Toasts);

  /** Why nothing can be changed; empty when it can. */
  readonly refusal = computed(() => {
    if (!this.session.canChange()) return 'Only administrators change jobs.';
    const found = this.store.found();
    const file = found?.files[0];
    if (file?.status === 'unreadable') return `${file.file} cannot be read.`;
    return found?.unavailableReason ?? '';
  });

  /** Why this job cannot be changed; empty when it can. */
  refusalFor({ isAddressable }: CronJob): string {
    return this.refusal() || (isAddressable ? '' : 'It has no id of its own.');
  }

  create(): Promise<void> {
    return this.open({ kind: 'new' });
  }

  async edit({ id }: CronJob): Promise<void> {
    await this.openFor(id, 'edit');
  }

  async clone({ id }: CronJob): Promise<void> {
    await this.openFor(id, 'clone');
  }

  async pause(job: CronJob): Promise<void> {
    await this.tell(`${job.name} was not paused.`, async () => {
      await this.calls.pause(job.id);
      this.toasts.undoable(`Paused ${job.name}.`, () => void this.resume(job));
    });
  }

  async resume(job: CronJob): Promise<void> {
    await this.tell(`${job.name} was not resumed.`, async () => {
      await this.calls.resume(job.id);
      this.toasts.undoable(`Resumed ${job.name}.`, () => void this.pause(job));
    });
  }

  async runNow(job: CronJob): Promise<void> {
    const work =
      job.mode === 'script'
        ? `The script ${job.script ?? ''} runs at once, outside of the gateway.`
        : 'The agent works on it at once, outside of the gateway. That uses tokens.';
    const answer = await this.confirm.ask({
      title: `Run ${job.name} now?`,
      consequences: [`${work} Its schedule goes on as it is.`],
      affected: [
        `Result: ${job.deliver === 'local' ? 'kept on disk only' : `delivered to ${job.deliver}`}`,
        `Command: hermes -p ${this.scope.profile()} cron run ${job.id}`,
      ],
      confirm: 'Run job',
      profile: this.scope.profile(),
    });
    if (!answer) return;
    this.store.awaitRun(job);
    const ended = await this.jobs.run(`cron/jobs/${job.id}/run`);
    // Left running, its row tells how it goes on.
    if (ended !== undefined) this.store.giveUp(job);
    this.store.reload();
  }

  /** Answers whether it is gone. */
  async remove(job: CronJob): Promise<boolean> {
    const outputs = await this.calls.outputs(job.id).catch(() => undefined);
    const followers = (this.store.found()?.jobs ?? []).filter(({ contextFrom }) =>
      contextFrom.includes(job.id),
    );
    const answer = await this.confirm.ask({
      title: `Delete ${job.name}?`,
      consequences: [
        'The job and its outputs are gone for good. The records of its runs stay in executions.db, and what its agent said stays among the sessions.',
      ],
      affected: [
        `Job ${job.id}: ${job.schedule.words}, delivered to ${job.deliver}`,
        outputWords(outputs),
        ...followers.map(
          ({ name }) => `${name} takes the result of this job, and gets none any more`,
        ),
      ],
      typedName: job.name,
      confirm: 'Delete job',
      isDangerous: true,
      profile: this.scope.profile(),
    });
    if (!answer) return false;
    return this.tell(`${job.name} was not deleted.`, async () => {
      await this.calls.remove(job.id);
      this.toasts.succeeded(`Deleted ${job.name}.`);
    });
  }

  private async openFor(id: string, kind: 'edit' | 'clone'): Promise<void> {
    try {
      await this.open({ kind, detail: await this.calls.detail(id) });
    } catch (error) {
      this.toasts.failed('The job could not be read.', problemOf(error));
    }
  }

  private async open(subject: CronSubject): Promise<void> {
    const others = (this.store.found()?.jobs ?? []).filter((job) => job.isAddressable);
    const opened = this.dialog.open<CronDialog, CronSubject, string>(CronDialog, {
      data: { ...subject, others },
      width: '46rem',
      maxWidth: '96vw',
    });
    const name = await firstValueFrom(opened.afterClosed());
    if (name !== undefined) this.toasts.succeeded(`Saved ${name}.`);
    // Without an answer it may have been saved all the same.
    this.store.reload();
  }

  private async tell(failed: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.toasts.failed(failed, problemOf(error));
      return false;
    } finally {
      this.store.reload();
    }
  }
}

function outputWords(outputs: CronOutputs | undefined): string {
  if (outputs === undefined) return 'Its outputs, which could not be counted';
  const bytes = outputs.items.reduce((sum, item) => sum + item.bytes, 0);
  return `${formatCount(outputs.items.length, 'output')}, ${formatBytes(bytes)}, in ${outputs.folder.file}`;
}
