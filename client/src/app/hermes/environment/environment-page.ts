import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import type { EnvironmentEntry } from '../../../../../server/hermes-state/environment/environment.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { SearchBox } from '../../ui/search-box';
import { Tile } from '../../ui/tile';
import { ProfileScope } from '../profile-scope';
import { UnsavedChanges } from '../unsaved-changes';
import { EnvironmentDialog, type EnvironmentForm } from './environment-dialog';
import { EnvironmentStore } from './environment-store';

/** Of the catalogue, at once. */
const shownKnown = 20;

/** Keys and other variables of Hermes. Values are typed in and never shown again. */
@Component({
  selector: 'app-environment-page',
  imports: [Badge, Banner, Icon, MatButton, PageHeader, SearchBox, Tile],
  templateUrl: './environment-page.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .draft {
      position: sticky;
      z-index: 2;
      top: 0;
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-4);
      background: var(--color-raised);
    }
    .table-frame {
      margin: calc(-1 * var(--space-4));
      border: 0;
    }
    td {
      overflow-wrap: anywhere;
    }
    .actions {
      white-space: nowrap;
    }
    .known {
      display: grid;
      gap: var(--space-1);
      margin: var(--space-3) 0 0;
      padding: 0;
      list-style: none;
      font-size: var(--text-table);
    }
    .known li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-3);
      min-height: 1.75rem;
      overflow-wrap: anywhere;
    }
    .known li > span {
      flex: 1 1 16rem;
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    app-search-box {
      width: min(20rem, 100%);
    }
  `,
  providers: [EnvironmentStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EnvironmentPage {
  protected readonly session = inject(Session);
  protected readonly store = inject(EnvironmentStore);
  private readonly dialog = inject(MatDialog);
  private readonly unsaved = inject(UnsavedChanges);

  protected readonly search = signal('');
  protected readonly entries = computed(() => this.store.environment.value()?.entries ?? []);
  protected readonly source = computed(() => this.store.environment.value()?.source);
  protected readonly canEdit = computed(
    () => this.session.canChange() && this.source()?.status !== 'unreadable',
  );
  protected readonly added = computed(() => {
    const names = new Set(this.entries().map(({ key }) => key));
    return [...this.store.changes().keys()].filter((key) => !names.has(key));
  });
  private readonly matching = computed(() => {
    const words = this.search().toLowerCase();
    return (this.store.environment.value()?.unset ?? []).filter(({ key, description }) =>
      `${key} ${description}`.toLowerCase().includes(words),
    );
  });
  protected readonly catalogue = computed(() => this.matching().slice(0, shownKnown));
  protected readonly found = computed(() => {
    const all = this.matching().length;
    return all > shownKnown
      ? `The first ${shownKnown} of ${all}: search for more`
      : formatCount(all, 'key');
  });
  protected readonly count = formatCount;

  constructor() {
    this.unsaved.watch(this.store.hasChanges);
    const scope = inject(ProfileScope);
    effect(() => {
      scope.profile();
      untracked(() => this.store.discard());
    });
  }

  mayLeave(): Promise<boolean> {
    return this.unsaved.mayLeave();
  }

  protected edit(key?: string): void {
    const known = this.store.environment.value()?.unset ?? [];
    const entry = this.entries().find((each) => each.key === key);
    this.dialog.open<EnvironmentDialog, EnvironmentForm>(EnvironmentDialog, {
      data: {
        store: this.store,
        key,
        isSet: entry !== undefined,
        known: entry?.known ? [entry.known] : known,
      },
      width: '32rem',
    });
  }

  protected stateOf({ key, isOverridden }: EnvironmentEntry): 'kept' | 'replaced' | 'removed' {
    if (!this.store.changes().has(key)) return 'kept';
    if (this.store.changes().get(key) === null) return 'removed';
    return isOverridden ? 'kept' : 'replaced';
  }
}
