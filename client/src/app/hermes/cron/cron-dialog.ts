import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { CronChoices, CronDraft } from '../../../../../server/hermes-state/cron/cron.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { FieldDiff, type FieldChange } from '../../ui/field-diff';
import { keptResource } from '../../ui/kept-resource';
import { type Problem, problemOf } from '../../ui/problem';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';
import { CronCalls } from './cron-calls';
import {
  beginningOf,
  changeBetween,
  type CronSubject,
  draftOf,
  fieldChanges,
  inFile,
  mistakesIn,
  needsVerb,
} from './cron-draft';
import { ScheduleField } from './schedule-field';
import { WordList } from './word-list';

export type { CronSubject } from './cron-draft';

/** Makes, copies or changes a job: first what it is, then what becomes of it. Closes with its name. */
@Component({
  selector: 'app-cron-dialog',
  imports: [
    Banner,
    Field,
    FieldControl,
    FieldDiff,
    MatButton,
    MatDialogModule,
    ScheduleField,
    WordList,
    WriteTarget,
  ],
  templateUrl: './cron-dialog.html',
  styleUrl: './cron-dialog.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CronDialog {
  private readonly calls = inject(CronCalls);
  private readonly scope = inject(ProfileScope);
  private readonly subject = inject<CronSubject>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<CronDialog, string>>(MatDialogRef);
  private readonly choices = keptResource<CronChoices>(() => ({
    url: '/api/admin/hermes/cron/choices',
    params: { profile: this.scope.profile() },
  }));

  protected readonly profile = this.scope.profile;
  protected readonly id = this.subject.kind === 'edit' ? this.subject.detail.job.id : undefined;
  protected readonly isPromptMasked =
    this.subject.kind !== 'new' && this.subject.detail.isPromptMasked;
  protected readonly draft = signal<CronDraft>(beginningOf(this.subject));
  /** The job as it was when the form was filled from it, or looked at again. */
  private readonly base = signal(
    this.subject.kind === 'edit'
      ? { draft: draftOf(this.subject.detail), version: this.subject.detail.job.version }
      : undefined,
  );
  protected readonly isReviewed = signal(false);
  protected readonly isTried = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly refusal = signal<Problem | undefined>(undefined);
  /** What somebody else set meanwhile. */
  protected readonly theirs = signal<readonly FieldChange[]>([]);

  protected readonly isScript = computed(() => this.draft().mode === 'script');
  private readonly mistakes = computed(() => mistakesIn(this.draft()));
  protected readonly title = computed(() => {
    if (this.subject.kind === 'new') return 'New job';
    const { name } = this.subject.detail.job;
    return this.subject.kind === 'edit' ? `Edit ${name}` : `Copy of ${name}`;
  });
  private readonly change = computed(() =>
    changeBetween(this.base()?.draft ?? beginningOf({ kind: 'new' }), this.draft()),
  );
  protected readonly changes = computed(() => fieldChanges(this.base()?.draft, this.draft()));
  protected readonly command = computed(() => {
    if (this.id === undefined) return `hermes -p ${this.profile()} cron create`;
    return needsVerb(this.change()) ? `hermes -p ${this.profile()} cron edit ${this.id}` : '';
  });
  protected readonly fileFields = computed(() => inFile(this.change()).join(', '));

  protected readonly scripts = computed(() => this.choices.value()?.scripts ?? []);
  protected readonly targets = computed(() => this.choices.value()?.targets ?? []);
  protected readonly skills = computed(() =>
    (this.choices.value()?.skills ?? []).map((name) => ({ value: name, name })),
  );
  protected readonly otherJobs = (this.subject.others ?? [])
    .filter(({ id }) => id !== this.id)
    .map(({ id, name }) => ({ value: id, name }));

  protected set(change: Partial<CronDraft>): void {
    this.draft.update((before) => ({ ...before, ...change }));
  }

  protected errorOf(name: keyof CronDraft): string | undefined {
    const told = this.refusal()?.fields.get(name);
    return (this.isTried() ? this.mistakes()[name] : undefined) ?? told;
  }

  protected review(): void {
    this.isTried.set(true);
    this.refusal.set(undefined);
    if (Object.keys(this.mistakes()).length === 0) this.isReviewed.set(true);
  }

  protected async save(): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      const done = await this.send();
      this.dialog.close(done.name);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 412) await this.lookAgain();
      else {
        this.refusal.set(problem);
        // What is wrong with a field is told beside it.
        if (problem.fields.size > 0) this.isReviewed.set(false);
      }
    } finally {
      this.isBusy.set(false);
    }
  }

  private send(): Promise<{ readonly name: string }> {
    const base = this.base();
    if (this.id === undefined || base === undefined) return this.calls.create(this.draft());
    return this.calls.change(this.id, this.change(), base.version);
  }

  /** Keeps what was changed here, on top of what is there now. */
  private async lookAgain(): Promise<void> {
    const [id, base, mine] = [this.id, this.base(), this.change()];
    if (id === undefined || base === undefined) return;
    try {
      const detail = await this.calls.detail(id);
      const now = draftOf(detail);
      this.theirs.set(fieldChanges(base.draft, now));
      this.base.set({ draft: now, version: detail.job.version });
      this.draft.set({ ...now, ...mine });
    } catch (error) {
      this.refusal.set(problemOf(error));
    }
  }
}
