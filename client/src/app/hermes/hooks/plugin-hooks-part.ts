import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Badge } from '../../ui/badge';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { FileProblem } from '../file-problem';
import { HooksStore } from './hooks-store';

/** Hooks that the manifests of plugins name. */
@Component({
  selector: 'app-plugin-hooks-part',
  imports: [Badge, EmptyState, FileProblem, Tile],
  template: `@if (store.hooks(); as found) {
      <app-file-problem [source]="found.pluginFolder" />
      @for (source of found.pluginProblems; track source.file) {
        <app-file-problem [source]="source" />
      }
    }
    <app-tile title="Plugin hooks" [resource]="store.list" [lines]="4">
      <span tileActions class="caption soft">{{ counted() }}</span>
      @if (store.hooks(); as found) {
        @if (found.plugins.length > 0) {
          <p class="soft note">
            As the manifests in <code>{{ found.pluginFolder.file }}</code> say. What a plugin really
            registers its program decides when it is loaded; plugins that come with Hermes lie
            elsewhere and are not listed.
          </p>
          <div class="table-frame">
            <table class="table cards" role="table" aria-label="Plugin hooks">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">Plugin</th>
                  <th role="columnheader" scope="col">Events</th>
                  <th role="columnheader" scope="col">Status</th>
                  <th role="columnheader" scope="col" class="middling">Version</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                @for (plugin of found.plugins; track plugin.folder) {
                  <tr role="row">
                    <td role="cell">
                      <span class="stack">
                        <span class="name">{{ plugin.name }}</span>
                        <code class="caption soft">{{ plugin.folder }}</code>
                      </span>
                    </td>
                    <td role="cell" data-label="Events">
                      <span class="chips">
                        @for (event of plugin.events; track $index) {
                          @if (event.isKnown) {
                            <app-badge>{{ event.name }}</app-badge>
                          } @else {
                            <app-badge tone="warning" icon="warning"
                              >{{ event.name }}, not known</app-badge
                            >
                          }
                        }
                      </span>
                    </td>
                    <td role="cell" data-label="Status">
                      @if (plugin.isEnabled) {
                        <app-badge tone="good" icon="check">Enabled</app-badge>
                      } @else {
                        <app-badge icon="blocked">Not enabled</app-badge>
                      }
                    </td>
                    <td role="cell" data-label="Version" class="middling">
                      {{ plugin.version ?? '–' }}
                    </td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        } @else {
          <app-empty title="No plugin hooks">
            No manifest of a plugin in <code>{{ found.pluginFolder.file }}</code> names a hook.
          </app-empty>
        }
      }
    </app-tile>`,
  styleUrl: './hooks-table.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PluginHooksPart {
  protected readonly store = inject(HooksStore);
  protected readonly counted = computed(() =>
    formatCount(this.store.hooks()?.plugins.length ?? 0, 'plugin'),
  );
}
