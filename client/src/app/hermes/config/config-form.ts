import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router } from '@angular/router';
import { map } from 'rxjs';
import type { ConfigField } from '../../../../../server/hermes-state/config/config.contract';
import { formatCount } from '../../ui/format';
import { SearchBox } from '../../ui/search-box';
import { Tile } from '../../ui/tile';
import { ConfigFieldRow } from './config-field-row';
import { ConfigStore } from './config-store';

/** At once; more than that nobody reads. */
const mostShown = 40;

/** Every setting with its default, by section or by a search. */
@Component({
  selector: 'app-config-form',
  imports: [ConfigFieldRow, SearchBox, Tile],
  template: `<div class="filters">
      <app-search-box
        label="Search settings"
        placeholder="Name, value or meaning"
        [value]="query().search"
        (searched)="go({ search: $event || null })"
      />
      <label>
        Section
        <select #choice class="control" (change)="go({ section: choice.value || null })">
          <option value="" [selected]="query().section === ''">All sections</option>
          @for (section of sections(); track section) {
            <option [value]="section" [selected]="query().section === section">
              {{ section.replaceAll('_', ' ') }}
            </option>
          }
        </select>
      </label>
      <label>
        Show
        <select #which class="control" (change)="go({ only: which.value || null })">
          <option value="" [selected]="query().only === ''">All settings</option>
          <option value="set" [selected]="query().only === 'set'">Set in the file</option>
          <option value="changed" [selected]="query().only === 'changed'">Changed here</option>
        </select>
      </label>
    </div>
    <app-tile title="Settings" [resource]="store.schema" [lines]="12">
      <p tileActions class="caption soft" role="status">{{ found() }}</p>
      <div class="fields">
        @for (field of shown(); track field.path) {
          <app-config-field [field]="field" />
        } @empty {
          <p class="soft">No setting matches.</p>
        }
      </div>
    </app-tile>
    <p class="caption soft">
      Settings of Hermes 0.19. Models, endpoints and other lists of things have pages of their own
      or are edited as YAML.
    </p>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    app-search-box {
      width: min(20rem, 100%);
    }
    select {
      width: auto;
      max-width: 14rem;
    }
    .fields {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfigForm {
  protected readonly store = inject(ConfigStore);
  private readonly router = inject(Router);

  protected readonly query = toSignal(
    inject(ActivatedRoute).queryParamMap.pipe(
      map((query) => ({
        search: query.get('search')?.slice(0, 80) ?? '',
        section: query.get('section') ?? '',
        only: query.get('only') ?? '',
      })),
    ),
    { requireSync: true },
  );
  private readonly fields = computed(() => this.store.schema.value()?.fields ?? []);
  protected readonly sections = computed(() => [
    ...new Set(this.fields().map(({ section }) => section)),
  ]);
  private readonly matching = computed(() => {
    const { search, section, only } = this.query();
    const words = search.toLowerCase();
    return this.fields().filter(
      (field) =>
        (section === '' || field.section === section) &&
        (only !== 'set' || this.store.valueOf(field) !== undefined) &&
        (only !== 'changed' || this.store.isChanged(field)) &&
        this.textOf(field).includes(words),
    );
  });
  protected readonly shown = computed(() => this.matching().slice(0, mostShown));
  protected readonly found = computed(() => {
    const [all, shown] = [this.matching().length, this.shown().length];
    return shown < all
      ? `The first ${shown} of ${formatCount(all, 'setting')}: choose a section or search`
      : formatCount(all, 'setting');
  });

  protected go(queryParams: Record<string, string | null>): void {
    void this.router.navigate([], {
      queryParams,
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  private textOf(field: ConfigField): string {
    const value = this.store.valueOf(field);
    return `${field.path} ${field.label} ${field.description ?? ''} ${JSON.stringify(value) ?? ''}`.toLowerCase();
  }
}
