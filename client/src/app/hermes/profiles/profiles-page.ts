import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import type { ProfileView } from '../../../../../server/hermes-state/profiles/profiles.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { Cell } from '../../ui/data-table/cell';
import type { Column } from '../../ui/data-table/column';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { ProfileMark } from '../../ui/profile-mark';
import { SearchBox } from '../../ui/search-box';
import { HermesCommandState } from '../hermes-command';
import { ProfileActions } from './profile-actions';
import { ProfileArchivesTile } from './profile-archives-tile';
import {
  aliasWords,
  gatewayLooks,
  modelWords,
  reasonWords,
  sizeWords,
  skillWords,
} from './profile-wording';
import { ProfilesStore } from './profiles-store';

const columns: readonly Column<ProfileView>[] = [
  { key: 'name', header: 'Profile', width: 13, grow: 2, isHideable: false, priority: 1 },
  { key: 'model', header: 'Model', width: 11, grow: 2, text: modelWords },
  { key: 'gateway', header: 'Gateway', width: 11, priority: 1 },
  { key: 'skills', header: 'Skills', width: 5, align: 'end', text: skillWords, grow: 0 },
  { key: 'size', header: 'Size', width: 8, align: 'end', text: sizeWords },
  { key: 'alias', header: 'Command', width: 8, priority: 3 },
  { key: 'distribution', header: 'Distribution', width: 8, priority: 3 },
  { key: 'actions', header: 'Actions', width: 4, isActions: true },
];

/** Hermes' homes beside each other, and what can be done with them. */
@Component({
  selector: 'app-profiles-page',
  imports: [
    Badge,
    Banner,
    Cell,
    DataTable,
    EmptyState,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    ProfileArchivesTile,
    ProfileMark,
    RouterLink,
    SearchBox,
  ],
  templateUrl: './profiles-page.html',
  styleUrl: './profiles-page.css',
  providers: [HermesCommandState, ProfileActions, ProfilesStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfilesPage {
  protected readonly session = inject(Session);
  protected readonly store = inject(ProfilesStore);
  protected readonly actions = inject(ProfileActions);

  protected readonly columns = columns;
  protected readonly looks = gatewayLooks;
  protected readonly aliasWords = aliasWords;
  protected readonly reasonWords = reasonWords;
  protected readonly sizeWords = sizeWords;
  protected readonly list = this.store.list.value;
  protected readonly summary = computed(() => {
    const list = this.list();
    const words = 'Homes of Hermes, each with its own configuration, memory and gateway';
    return list ? `${formatCount(list.total, 'profile')}. ${words}` : words;
  });

  protected readonly idOf = ({ name }: ProfileView): string => name;
  protected readonly linkTo = ({ name }: ProfileView): readonly string[] => ['/profiles', name];

  /** What the page did itself it need not be told of. */
  protected async reloadAfter(change: Promise<unknown>): Promise<void> {
    await change;
    this.store.reload();
  }

  protected title(profile: ProfileView): string {
    return profile.problems.map(({ file, reason }) => `${file}: ${reasonWords(reason)}`).join('\n');
  }
}
