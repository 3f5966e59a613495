import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { ProfileArchive } from '../../../../../server/hermes-state/profiles/profiles.contract';
import { Session } from '../../session/session';
import { atBase } from '../../ui/base-path';
import { Confirm } from '../../ui/confirm';
import { formatBytes } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { ProfileMark } from '../../ui/profile-mark';
import { problemOf } from '../../ui/problem';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { Toasts } from '../../ui/toasts';
import { ProfileCalls, profilesPath } from './profile-calls';
import { ProfilesStore } from './profiles-store';

/** Archives of profiles that were made here: to take away, or to throw away. */
@Component({
  selector: 'app-profile-archives-tile',
  imports: [Icon, ProfileMark, Tile, TimeStamp],
  template: `<app-tile title="Archives" [resource]="store.archives" [lines]="2">
    @if (store.archives.value(); as archives) {
      @if (archives.problem; as problem) {
        <p class="caption">{{ archives.folder }}: {{ problem }}</p>
      }
      <ul>
        @for (archive of archives.items; track archive.file) {
          <li>
            <app-profile-mark [profile]="archive.profile" />
            <span class="soft"><app-time [at]="archive.createdAt" /></span>
            <span class="number">{{ bytes(archive.bytes) }}</span>
            <code>{{ archive.file }}</code>
            @if (session.canChange()) {
              <span class="buttons">
                <a
                  class="quiet"
                  download
                  [href]="addressOf(archive)"
                  [attr.aria-label]="'Download ' + archive.file"
                  ><app-icon name="download"
                /></a>
                <button
                  type="button"
                  class="quiet"
                  [attr.aria-label]="'Delete ' + archive.file + '…'"
                  (click)="remove(archive)"
                >
                  <app-icon name="trash" />
                </button>
              </span>
            }
          </li>
        } @empty {
          <li class="soft">
            None yet. Archiving a profile puts a .tar.gz here, to be kept or taken away.
          </li>
        }
      </ul>
    }
  </app-tile>`,
  styles: `
    ul {
      display: grid;
      gap: var(--space-2);
      font-size: var(--text-table);
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-4);
    }
    code {
      flex: 1;
      min-width: 12rem;
      overflow-wrap: anywhere;
    }
    .buttons {
      display: flex;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfileArchivesTile {
  private readonly calls = inject(ProfileCalls);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);
  protected readonly session = inject(Session);
  protected readonly store = inject(ProfilesStore);
  protected readonly bytes = formatBytes;

  protected addressOf({ file }: ProfileArchive): string {
    return atBase(`${profilesPath}/archives/${encodeURIComponent(file)}/download`);
  }

  protected async remove({ file, profile, bytes }: ProfileArchive): Promise<void> {
    const answer = await this.confirm.ask({
      title: `Delete the archive of ${profile}?`,
      consequences: ['The archive is gone for good. The profile, if it is still there, stays.'],
      affected: [`${file}, ${formatBytes(bytes)}`],
      confirm: 'Delete archive',
      isDangerous: true,
    });
    if (!answer) return;
    try {
      await this.calls.removeArchive(file);
      this.toasts.succeeded(`Deleted ${file}.`);
    } catch (error) {
      this.toasts.failed('The archive was not deleted.', problemOf(error));
    } finally {
      this.store.archives.reload();
    }
  }
}
