import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import type { ProfileView } from '../../../../../server/hermes-state/profiles/profiles.contract';
import { Confirm } from '../../ui/confirm';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesCommandState } from '../hermes-command';
import { HermesJobs } from '../jobs/hermes-jobs';
import { DeleteProfileDialog } from './delete-profile-dialog';
import { NewProfileDialog, type NewProfileSubject } from './new-profile-dialog';
import { ProfileCalls } from './profile-calls';
import { ProfileTextDialog, type ProfileTextSubject } from './profile-text-dialog';

/** What can be done with profiles, each with the questions it needs. */
@Injectable()
export class ProfileActions {
  private readonly calls = inject(ProfileCalls);
  private readonly command = inject(HermesCommandState);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly toasts = inject(Toasts);

  readonly canRun = this.command.canRun;
  readonly whyNot = this.command.whyNot;

  async create(source?: string): Promise<void> {
    await this.showFrom<NewProfileSubject>(NewProfileDialog, { source });
  }

  /** Answers whether it has the new name. */
  async rename(profile: ProfileView): Promise<boolean> {
    const data = { kind: 'rename', profile } as const;
    const job = await this.showFrom<ProfileTextSubject>(ProfileTextDialog, data);
    return job?.state === 'succeeded';
  }

  /** Answers whether it was saved. */
  async describe(profile: ProfileView): Promise<boolean> {
    const opened = this.dialog.open<ProfileTextDialog, ProfileTextSubject, true>(
      ProfileTextDialog,
      { data: { kind: 'describe', profile }, width: '34rem' },
    );
    const isSaved = (await firstValueFrom(opened.afterClosed())) === true;
    if (isSaved) this.toasts.succeeded(`Described ${profile.name}.`);
    return isSaved;
  }

  /** Answers whether it is so. */
  async use({ name }: ProfileView): Promise<boolean> {
    const answer = await this.confirm.ask({
      title: `Make ${name} the active profile?`,
      consequences: [
        `Commands and programs that call hermes without -p work with ${name} from now on. Gateways that run go on as they are.`,
      ],
      affected: ['active_profile, below the home of the root'],
      confirm: 'Make active',
    });
    if (!answer) return false;
    try {
      await this.calls.use(name);
      this.toasts.succeeded(`${name} is the active profile.`);
      return true;
    } catch (error) {
      this.toasts.failed('The active profile is as it was.', problemOf(error));
      return false;
    }
  }

  async archive({ name }: ProfileView): Promise<void> {
    const answer = await this.confirm.ask({
      title: `Archive ${name}?`,
      consequences: [
        'Hermes packs the profile into a .tar.gz in the folder of this console. What it leaves out is told afterwards.',
      ],
      affected: [`hermes -p default profile export ${name}`],
      confirm: 'Archive profile',
    });
    if (!answer) return;
    try {
      await this.jobs.show(await this.calls.archive(name));
    } catch (error) {
      this.toasts.failed('The profile was not archived.', problemOf(error));
    }
  }

  /** Answers whether it is gone. */
  async remove(profile: ProfileView): Promise<boolean> {
    const opened = this.dialog.open<DeleteProfileDialog, ProfileView, true>(DeleteProfileDialog, {
      data: profile,
      width: '40rem',
    });
    const isGone = (await firstValueFrom(opened.afterClosed())) === true;
    if (isGone) this.toasts.succeeded(`Deleted ${profile.name}.`);
    return isGone;
  }

  /** Answers the job that a dialog began, as it ended; nothing when there was none, or it goes on. */
  private async showFrom<Subject>(
    dialog: typeof NewProfileDialog | typeof ProfileTextDialog,
    data: Subject,
  ): Promise<Job | undefined> {
    const opened = this.dialog.open<unknown, Subject, Job | true>(dialog, { data, width: '34rem' });
    const job = await firstValueFrom(opened.afterClosed());
    return job && job !== true ? this.jobs.show(job) : undefined;
  }
}
