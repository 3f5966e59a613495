import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import type {
  ProfileContents,
  ProfileView,
} from '../../../../../server/hermes-state/profiles/profiles.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { formatNumber } from '../../ui/format';
import { keptResource } from '../../ui/kept-resource';
import { type Problem, problemOf } from '../../ui/problem';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { WriteTarget } from '../../ui/write-target';
import { JobPanel } from '../jobs/job-panel';
import { ProfileCalls, profilesPath } from './profile-calls';
import { reasonWords, sizeWords } from './profile-wording';

/**
 * What would be gone with a profile, its archive first unless somebody decides against it, and the name to be typed.
 * Answers `true` when it is gone.
 */
@Component({
  selector: 'app-delete-profile-dialog',
  imports: [
    Banner,
    Field,
    FieldControl,
    JobPanel,
    MatButton,
    MatDialogModule,
    ProblemNote,
    Skeleton,
    WriteTarget,
  ],
  templateUrl: './delete-profile-dialog.html',
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .option {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
    }
    .option input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DeleteProfileDialog {
  private readonly dialog = inject<MatDialogRef<DeleteProfileDialog, true>>(MatDialogRef);
  private readonly calls = inject(ProfileCalls);
  protected readonly profile = inject<ProfileView>(MAT_DIALOG_DATA);
  protected readonly contents = keptResource<ProfileContents>(() => ({
    url: `${profilesPath}/${encodeURIComponent(this.profile.name)}/contents`,
  }));
  protected readonly typed = signal('');
  protected readonly isWithout = signal(false);
  /** What was begun here: archiving, deleting. */
  protected readonly jobs = signal<readonly Job[]>([]);
  /** The archive that was made here, and is whole. */
  protected readonly archive = signal<string | undefined>(undefined);
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly number = formatNumber;
  protected readonly reasonWords = reasonWords;
  protected readonly sizeWords = sizeWords;

  protected readonly blocked = computed(() => this.contents.value()?.blocked ?? undefined);
  protected readonly isReady = computed(
    () =>
      !this.isBusy() &&
      this.contents.value() !== undefined &&
      this.blocked() === undefined &&
      (this.archive() !== undefined || this.isWithout()) &&
      this.typed().trim() === this.profile.name,
  );

  protected makeArchive(): Promise<void> {
    return this.begin(() => this.calls.archive(this.profile.name));
  }

  protected async remove(): Promise<void> {
    if (!this.isReady()) return;
    const { name } = this.profile;
    await this.begin(() => this.calls.remove(name, this.typed(), this.archive() ?? null));
  }

  protected noteEnd({ name, state }: Job): void {
    this.isBusy.set(false);
    if (state !== 'succeeded') return;
    const file = / as (\S+\.tar\.gz)$/.exec(name)?.[1];
    if (file === undefined) this.dialog.close(true);
    else this.archive.set(file);
  }

  private async begin(start: () => Promise<Job>): Promise<void> {
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      const job = await start();
      this.jobs.update((jobs) => [...jobs, job]);
    } catch (error) {
      this.isBusy.set(false);
      this.problem.set(problemOf(error));
    }
  }
}
