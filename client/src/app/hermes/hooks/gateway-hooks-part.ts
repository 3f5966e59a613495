import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Badge } from '../../ui/badge';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { FileProblem } from '../file-problem';
import { gatewayLook } from './hook-wording';
import { HooksStore } from './hooks-store';

/** What the gateway loads from the folder `hooks` when it starts. Nothing switches one on or off but being there. */
@Component({
  selector: 'app-gateway-hooks-part',
  imports: [Badge, EmptyState, FileProblem, Icon, RouterLink, Tile, TimeStamp],
  template: `@if (store.hooks(); as found) {
      <app-file-problem [source]="found.gatewayFolder" />
    }
    <app-tile title="Gateway hooks" [resource]="store.list" [lines]="6">
      <span tileActions class="caption soft">{{ counted() }}</span>
      @if (store.hooks(); as found) {
        @if (found.gateway.length > 0) {
          <p class="soft note">
            The gateway loads what lies in <code>{{ found.gatewayFolder.file }}</code> when it
            starts. Hermes has no switch for a hook: to be rid of one, take its folder away on the
            server and restart the gateway.
          </p>
          <div class="table-frame">
            <table class="table cards" role="table" aria-label="Gateway hooks">
              <thead role="rowgroup">
                <tr role="row">
                  <th role="columnheader" scope="col">Hook</th>
                  <th role="columnheader" scope="col">Events</th>
                  <th role="columnheader" scope="col">Status</th>
                  <th role="columnheader" scope="col" class="wide">Changed</th>
                </tr>
              </thead>
              <tbody role="rowgroup">
                @for (hook of found.gateway; track hook.folder) {
                  @let look = lookOf(hook);
                  <tr role="row">
                    <td role="cell">
                      <span class="stack">
                        <a
                          class="name"
                          routerLink="."
                          queryParamsHandling="merge"
                          [queryParams]="{ hook: hook.folder }"
                          >{{ hook.name }}</a
                        >
                        @if (hook.description) {
                          <span class="caption soft">{{ hook.description }}</span>
                        }
                        @for (problem of hook.problems; track problem.text) {
                          <span class="caption problem" [class]="problem.tone"
                            ><app-icon [name]="problem.tone === 'bad' ? 'error' : 'warning'" />{{
                              problem.text
                            }}</span
                          >
                        }
                      </span>
                    </td>
                    <td role="cell" data-label="Events">
                      <span class="chips">
                        @for (event of hook.events; track $index) {
                          <app-badge>{{ event }}</app-badge>
                        } @empty {
                          <span class="soft">none</span>
                        }
                      </span>
                    </td>
                    <td role="cell" data-label="Status">
                      <app-badge [tone]="look.tone" [icon]="look.icon">{{ look.word }}</app-badge>
                    </td>
                    <td role="cell" data-label="Changed" class="wide">
                      @if (hook.modifiedAt; as at) {
                        <app-time [at]="at" />
                      } @else {
                        <span class="soft">–</span>
                      }
                    </td>
                  </tr>
                }
              </tbody>
            </table>
          </div>
        } @else if (found.gatewayFolder.status !== 'unreadable') {
          <app-empty title="No gateway hooks">
            A gateway hook is a folder below <code>{{ found.gatewayFolder.file }}</code> with a
            HOOK.yaml, which names events, and a handler.py, which is called for them. Put one there
            on the server and restart the gateway.
          </app-empty>
        }
      }
    </app-tile>`,
  styleUrl: './hooks-table.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class GatewayHooksPart {
  protected readonly store = inject(HooksStore);
  protected readonly lookOf = gatewayLook;
  protected readonly counted = computed(() =>
    formatCount(this.store.hooks()?.gateway.length ?? 0, 'hook'),
  );
}
