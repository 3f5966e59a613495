import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Skill } from '../../../../../server/hermes-state/skills/skills.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Cell } from '../../ui/data-table/cell';
import { DataTable } from '../../ui/data-table/data-table';
import { EmptyState } from '../../ui/empty-state';
import { FilterBar } from '../../ui/filter-bar';
import { Icon } from '../../ui/icon';
import { ListAddress } from '../../ui/list-address';
import { PageHeader } from '../../ui/page-header';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { SearchBox } from '../../ui/search-box';
import { TimeStamp } from '../../ui/time-stamp';
import { SkillActions } from './skill-actions';
import { SkillNotes } from './skill-notes';
import { SkillPeek } from './skill-peek';
import { stateOf, troublesOf } from './skill-view';
import { skillColumns, skillsTableId } from './skills-columns';
import { SkillsStore } from './skills-store';

/** What the agent of a profile knows how to do: which skills there are, where they come from, and which are on. */
@Component({
  selector: 'app-skills-page',
  imports: [
    Badge,
    Cell,
    DataTable,
    EmptyState,
    FilterBar,
    Icon,
    MatButton,
    PageHeader,
    SearchBox,
    SkillNotes,
    SkillPeek,
    TimeStamp,
  ],
  templateUrl: './skills-page.html',
  styleUrl: '../list-page.css',
  providers: [SkillsStore, SkillActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SkillsPage {
  protected readonly store = inject(SkillsStore);
  protected readonly actions = inject(SkillActions);
  protected readonly session = inject(Session);
  private readonly isNarrow = peekTakesWindow();
  // Of the address.
  readonly skill = input<string>();

  protected readonly tableId = skillsTableId;
  protected readonly columns = skillColumns;
  protected readonly stateOf = stateOf;
  protected readonly troublesOf = troublesOf;
  protected readonly idOf = ({ folder }: Skill): string => folder;
  protected readonly nameOf = ({ name }: Skill): string => name;
  protected readonly list = new ListAddress<Skill>({
    rows: () => this.store.shown(),
    idOf: this.idOf,
    opened: () => this.skill(),
    openedIn: 'skill',
    panel: ['file', 'view'],
    filters: ['source', 'status', 'category'],
  });
  protected readonly selected = signal<ReadonlySet<string>>(new Set<string>());
  private readonly chosen = computed(() =>
    (this.store.shown() ?? []).filter(({ folder }) => this.selected().has(folder)),
  );
  protected readonly open = computed(() =>
    this.store.skills()?.skills.find(({ folder }) => folder === this.skill()),
  );
  /** Another skill is another panel: nothing of one is ever shown as the other. */
  protected readonly opened = computed(() => {
    const skill = this.open();
    return skill === undefined ? [] : [{ skill, key: skill.folder }];
  });
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.open() !== undefined && this.isNarrow());
  protected readonly summary = computed(() => {
    const found = this.store.skills();
    if (found === undefined) return 'What the agent knows how to do';
    const offered = found.skills.filter(
      (skill) => skill.hiddenBy === null && skill.shadowedBy === null,
    );
    const of = (source: string) => offered.filter((skill) => skill.source === source).length;
    const enabled = offered.filter(({ isEnabled }) => isEnabled).length;
    return `${of('hub')} from registries, ${of('builtin')} from Hermes, ${of('local')} local — ${enabled} enabled, ${offered.length - enabled} disabled`;
  });
  /** Why nothing can be installed; empty when it can. */
  protected readonly verbRefusal = computed(() => {
    if (!this.session.canChange()) return 'Only administrators install skills.';
    return this.store.skills()?.unavailableReason ?? '';
  });

  protected async enable(isEnabled: boolean): Promise<void> {
    if (await this.actions.enable(this.chosen(), isEnabled)) this.selected.set(new Set());
  }
}
