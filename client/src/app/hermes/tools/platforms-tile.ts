import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { formatCount } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { ToolActions } from './tool-actions';
import { ToolsStore } from './tools-store';
import { dangersOn } from './tools-view';

/** Which platforms have a list of their own, and where dangerous tools are within reach of others. */
@Component({
  selector: 'app-platforms-tile',
  imports: [Badge, Tile],
  template: `<app-tile title="Platforms in use" [resource]="store.list" [lines]="4">
    @if (store.tools(); as tools) {
      <ul>
        @for (row of rows(); track row.platform.name) {
          <li>
            <strong>{{ row.platform.label }}</strong>
            <span class="soft">{{ row.words }}</span>
            @if (session.canChange() && row.platform.list !== null) {
              <button
                type="button"
                class="quiet"
                [disabled]="tools.configVersion === null"
                [title]="
                  tools.configVersion === null ? 'config.yaml cannot be changed as it is.' : ''
                "
                [attr.aria-label]="'Reset ' + row.platform.label + ' to the default'"
                (click)="actions.reset(row.platform)"
              >
                Reset…
              </button>
            }
            @if (row.dangers.length > 0) {
              <p>
                @for (danger of row.dangers; track danger.name) {
                  <app-badge
                    [tone]="row.platform.exposure ? 'bad' : 'muted'"
                    icon="warning"
                    [title]="danger.risk?.words ?? ''"
                    >{{ danger.name }}</app-badge
                  >
                }
                <span class="caption soft">{{ row.platform.exposure }}</span>
              </p>
            }
          </li>
        }
      </ul>
      <p class="caption soft">
        A platform counts as in use when its variable is in .env, config.yaml enables it, or it has
        a list. Others follow the default when they are set up.
      </p>
    }
  </app-tile>`,
  styles: `
    li {
      display: grid;
      grid-template-columns: 7rem minmax(0, 1fr) auto;
      align-items: center;
      gap: 2px var(--space-3);
      min-height: 2.25rem;
      padding: var(--space-1) 0;
      border-bottom: var(--hairline);
      font-size: var(--text-table);
    }
    strong {
      font-weight: var(--weight-medium);
    }
    li p {
      display: flex;
      flex-wrap: wrap;
      grid-column: 1 / -1;
      align-items: center;
      gap: var(--space-1);
      padding-bottom: var(--space-1);
    }
    .caption {
      margin-top: var(--space-2);
    }
    li .caption {
      margin: 0 0 0 var(--space-1);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PlatformsTile {
  protected readonly store = inject(ToolsStore);
  protected readonly actions = inject(ToolActions);
  protected readonly session = inject(Session);

  protected readonly rows = computed(() => {
    const tools = this.store.tools();
    if (tools === undefined) return [];
    return tools.platforms
      .filter(({ isInUse }) => isInUse)
      .map((platform) => ({
        platform,
        dangers: dangersOn(tools, platform.name),
        words:
          platform.list === null
            ? 'follows the default'
            : `its own list of ${formatCount(platform.list.length, 'name')}`,
      }));
  });
}
