import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import type { ProfileContents } from '../../../../../server/hermes-state/profiles/profiles.contract';
import type { LiveEvents } from '../../../../../server/live/live.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { CopyButton } from '../../ui/copy-button';
import { formatNumber } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { ProfileMark } from '../../ui/profile-mark';
import { Tile } from '../../ui/tile';
import { HermesCommandState } from '../hermes-command';
import { CompareTile } from './compare-tile';
import { ProfileActions } from './profile-actions';
import { profilesPath } from './profile-calls';
import {
  aliasWords,
  fileWords,
  gatewayLooks,
  modelWords,
  reasonWords,
  sizeWords,
  skillWords,
} from './profile-wording';
import { SoulTile } from './soul-tile';

/** One profile: what it is, what is in it, its SOUL.md, and how it differs from another. */
@Component({
  selector: 'app-profile-page',
  imports: [
    Badge,
    CompareTile,
    CopyButton,
    Icon,
    MatButton,
    PageHeader,
    ProfileMark,
    RouterLink,
    SoulTile,
    Tile,
  ],
  templateUrl: './profile-page.html',
  styleUrl: './profile-page.css',
  providers: [HermesCommandState, ProfileActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfilePage {
  private readonly router = inject(Router);
  protected readonly session = inject(Session);
  protected readonly actions = inject(ProfileActions);
  /** From the address. */
  readonly name = input.required<string>();

  protected readonly contents = liveOrPoll<ProfileContents>(
    () => ({ url: `${profilesPath}/${encodeURIComponent(this.name())}/contents` }),
    ['hermes'],
    30_000,
    {
      concerns: (event) => {
        const { profile, kinds } = event as LiveEvents['hermes'];
        return profile === this.name() || kinds.includes('profiles');
      },
    },
  );
  protected readonly profile = computed(() => this.contents.value()?.profile);
  protected readonly looks = gatewayLooks;
  protected readonly number = formatNumber;
  protected readonly aliasWords = aliasWords;
  protected readonly fileWords = fileWords;
  protected readonly modelWords = modelWords;
  protected readonly reasonWords = reasonWords;
  protected readonly sizeWords = sizeWords;
  protected readonly skillWords = skillWords;

  protected async describe(): Promise<void> {
    const profile = this.profile();
    if (profile && (await this.actions.describe(profile))) this.contents.reload();
  }

  protected async remove(): Promise<void> {
    const profile = this.profile();
    if (profile && (await this.actions.remove(profile))) await this.router.navigate(['/profiles']);
  }

  protected async rename(): Promise<void> {
    const profile = this.profile();
    // Under its old name there is nothing more to see.
    if (profile && (await this.actions.rename(profile))) await this.router.navigate(['/profiles']);
  }

  protected async use(): Promise<void> {
    const profile = this.profile();
    if (!profile) return;
    await this.actions.use(profile);
    this.contents.reload();
  }
}
