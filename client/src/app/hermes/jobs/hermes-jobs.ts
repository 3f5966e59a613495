import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, inject, Injectable, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogModule,
  MatDialogRef,
} from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { ProfileScope } from '../profile-scope';
import { JobPanel } from './job-panel';

/** Shows a job that runs. It goes on when the dialog is closed. */
@Component({
  selector: 'app-job-dialog',
  imports: [JobPanel, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ job.name }}</h2>
    <mat-dialog-content>
      <app-job-panel [job]="job" (finished)="ended.set($event)" />
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="filled" cdkFocusInitial (click)="dialog.close(ended())">
        {{ ended() ? 'Close' : 'Close, let it run' }}
      </button>
    </mat-dialog-actions>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JobDialog {
  protected readonly job = inject<Job>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<JobDialog, Job>>(MatDialogRef);
  protected readonly ended = signal<Job | undefined>(undefined);
}

/** Starts verbs of the `hermes` command and shows what they do. */
@Injectable({ providedIn: 'root' })
export class HermesJobs {
  private readonly http = inject(HttpClient);
  private readonly dialog = inject(MatDialog);
  private readonly scope = inject(ProfileScope);
  private readonly toasts = inject(Toasts);

  /**
   * Posts to a path below `/api/admin/hermes` that answers with a job, for the profile in scope unless another is named,
   * and shows the job. `version`: of the file that was looked at, for paths that ask for one. Answers how it ended;
   * nothing when it was not started (which is told) or was left running.
   */
  async run(
    path: string,
    body: object = {},
    { profile, version }: { readonly profile?: string; readonly version?: string } = {},
  ): Promise<Job | undefined> {
    try {
      const params = { profile: profile ?? this.scope.profile() };
      const headers: Record<string, string> =
        version === undefined ? {} : { 'if-match': `"${version}"` };
      const url = `/api/admin/hermes/${path}`;
      const started = this.http.post<Job>(url, body, { params, headers });
      return await this.show(await firstValueFrom(started));
    } catch (error) {
      this.toasts.failed('It was not started.', problemOf(error));
      return undefined;
    }
  }

  /** Shows a job until the dialog is closed; answers how it ended, if it has. */
  show(job: Job): Promise<Job | undefined> {
    const opened = this.dialog.open<JobDialog, Job, Job>(JobDialog, { data: job, width: '48rem' });
    return firstValueFrom(opened.afterClosed());
  }
}
