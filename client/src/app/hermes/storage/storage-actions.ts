import { inject, Injectable } from '@angular/core';
import type { Backup, CleanUp } from '../../../../../server/hermes-state/storage/storage.contract';
import { Confirm } from '../../ui/confirm';
import { formatBytes, formatCount } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ProfileScope } from '../profile-scope';
import { StorageStore } from './storage-store';
import { cleanUpWords } from './storage-wording';

/** What can be done about storage, each with the question it needs. */
@Injectable()
export class StorageActions {
  private readonly confirm = inject(Confirm);
  private readonly jobs = inject(HermesJobs);
  private readonly scope = inject(ProfileScope);
  private readonly store = inject(StorageStore);
  private readonly toasts = inject(Toasts);

  async cleanUp(cleanUp: CleanUp): Promise<void> {
    const { name, what } = cleanUpWords[cleanUp.name];
    const more = cleanUp.files - cleanUp.examples.length;
    const answer = await this.confirm.ask({
      title: `Clear away ${name}?`,
      profile: this.scope.profile(),
      consequences: [what, 'It cannot be taken back.'],
      affected: [
        `${formatCount(cleanUp.files, 'file')}, ${formatBytes(cleanUp.bytes)}`,
        ...cleanUp.examples,
        ...(more > 0 ? [`and ${formatCount(more, 'more file')}`] : []),
      ],
      confirm: `Clear away ${name}`,
      isDangerous: true,
      typedName: name,
    });
    if (!answer) return;
    await this.attempt('Not everything was cleared away.', async () => {
      const { files, bytes, failed } = await this.store.cleanUp(cleanUp, name);
      if (failed.length > 0)
        this.toasts.failed('Some of it is still there.', { message: failed.join('; ') });
      else
        this.toasts.succeeded(`Cleared away ${formatCount(files, 'file')}, ${formatBytes(bytes)}.`);
    });
  }

  async prune(): Promise<void> {
    const profile = this.scope.profile();
    const answer = await this.confirm.ask({
      title: 'Prune checkpoints?',
      profile,
      consequences: [
        'Hermes drops checkpoints it does not need any more: those of folders that are gone, and those that are too old. They cannot be gone back to then.',
      ],
      affected: [`hermes -p ${profile} checkpoints prune`],
      confirm: 'Prune checkpoints',
      isDangerous: true,
      typedName: 'checkpoints',
    });
    if (!answer) return;
    await this.jobs.run('storage/checkpoints/prune');
    this.store.reload();
  }

  async backUp(kind: 'snapshot' | 'full'): Promise<void> {
    const profile = this.scope.profile();
    const isFull = kind === 'full';
    const answer = await this.confirm.ask({
      title: isFull ? 'Back up everything?' : 'Take a snapshot?',
      profile,
      consequences: [
        isFull
          ? 'Hermes packs its configuration, secrets, skills, sessions and data into one zip in the folder of this console. That may take minutes.'
          : 'Hermes copies its critical files (configuration, secrets, accounts, sessions, cron) into state-snapshots. It keeps the newest twenty.',
      ],
      affected: [`hermes -p ${profile} backup ${isFull ? '-o …' : '--quick'}`],
      confirm: isFull ? 'Back up' : 'Take snapshot',
    });
    if (!answer) return;
    await this.jobs.run('storage/backups', { kind });
    this.store.reload();
  }

  async verify({ file }: Backup): Promise<void> {
    await this.attempt('The backup was not verified.', async () => {
      const { isWhole, text } = await this.store.verify(file);
      if (isWhole) this.toasts.succeeded(text);
      else this.toasts.failed('The backup is not whole.', { message: text });
    });
  }

  async removeBackup({ file, bytes }: Backup): Promise<void> {
    const answer = await this.confirm.ask({
      title: 'Delete this backup?',
      consequences: ['It is gone for good. What it was made of stays as it is.'],
      affected: [`${file}, ${formatBytes(bytes)}`],
      confirm: 'Delete backup',
      isDangerous: true,
    });
    if (!answer) return;
    await this.attempt('The backup was not deleted.', async () => {
      await this.store.removeBackup(file);
      this.toasts.succeeded(`Deleted ${file}.`);
    });
  }

  private async attempt(failure: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.toasts.failed(failure, problemOf(error));
    }
  }
}
