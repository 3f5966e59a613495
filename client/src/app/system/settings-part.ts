import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { map } from 'rxjs';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { FilterBar, type FilterField } from '../ui/filter-bar';
import { formatCount } from '../ui/format';
import { SearchBox } from '../ui/search-box';
import { Tile } from '../ui/tile';
import { AccessTile } from './access-tile';
import { SystemStore } from './system-store';

const sources = { environment: 'Environment', '.env': '.env file', default: 'Default' } as const;
type Source = keyof typeof sources;

/** Every setting in force and where it comes from. Secrets are only said to be set or not. */
@Component({
  selector: 'app-settings-part',
  imports: [AccessTile, Badge, CopyButton, FilterBar, RouterLink, SearchBox, Tile],
  templateUrl: './settings-part.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .table-frame {
      margin: calc(-1 * var(--space-4));
      border: 0;
    }
    td {
      overflow-wrap: anywhere;
    }
    .name {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SettingsPart {
  protected readonly store = inject(SystemStore);
  private readonly router = inject(Router);
  protected readonly sources = sources;
  protected readonly fields: readonly FilterField[] = [
    {
      key: 'source',
      label: 'Source',
      options: Object.entries(sources).map(([value, label]) => ({ value, label })),
    },
  ];

  /** As it stands in the address. */
  protected readonly filter = toSignal(
    inject(ActivatedRoute).queryParamMap.pipe(
      map((query) => ({
        search: query.get('search')?.slice(0, 80) ?? '',
        source: (Object.keys(sources) as Source[]).find((name) => name === query.get('source')),
      })),
    ),
    { requireSync: true },
  );
  protected readonly shown = computed(() => {
    const { search, source } = this.filter();
    const words = search.toLowerCase();
    return (this.store.system.value()?.settings ?? []).filter(
      (setting) =>
        (source === undefined || setting.source === source) &&
        `${setting.name} ${setting.value ?? ''}`.toLowerCase().includes(words),
    );
  });
  protected readonly found = computed(() => formatCount(this.shown().length, 'setting'));

  protected search(text: string): void {
    void this.router.navigate([], {
      queryParams: { search: text || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}
