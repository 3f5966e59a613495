import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { Endpoint } from '../../../../../server/hermes-state/models/models.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Icon } from '../../ui/icon';
import { Tile } from '../../ui/tile';
import { CredentialBadge } from './credential-badge';
import { ModelForms } from './model-forms';
import { ModelTestButton } from './model-test-button';
import { ModelsStore } from './models-store';

const reasons = {
  not_a_mapping: 'Ignored: it is no mapping.',
  no_url: 'Ignored: it has no http(s) address.',
  no_name: 'Ignored: it has no name.',
} as const;

/** Servers of one's own that speak a provider's language. */
@Component({
  selector: 'app-endpoints-tile',
  imports: [Badge, CredentialBadge, Icon, ModelTestButton, Tile],
  template: `<app-tile title="Custom endpoints" [resource]="store.models" [lines]="4">
    @if (canEdit()) {
      <button tileActions type="button" class="quiet" (click)="forms.editEndpoint(store.shown()!)">
        <app-icon name="plus" />Add endpoint…
      </button>
    }
    @if (store.shown(); as models) {
      <ul>
        @for (endpoint of models.endpoints; track endpoint.from + endpoint.slug) {
          <li>
            <div class="what">
              <p>
                <strong>{{ endpoint.name }}</strong>
                <code class="soft">&ngsp;custom:{{ endpoint.slug }}</code>
              </p>
              <p class="caption soft">
                {{ endpoint.baseUrl ?? 'no address' }}
                @if (endpoint.apiMode; as mode) {
                  · {{ mode }}
                }
                @if (endpoint.model; as model) {
                  · default <code>{{ model }}</code>
                }
                @if (endpoint.models.length > 0) {
                  · {{ endpoint.models.join(', ') }}
                }
              </p>
              <p class="notes">
                @if (endpoint.ignored; as reason) {
                  <app-badge tone="warning" icon="blocked">{{ reasons[reason] }}</app-badge>
                } @else if (!endpoint.isEnabled) {
                  <app-badge icon="pause">Not in use</app-badge>
                } @else {
                  <app-credential [credential]="endpoint.credential" />
                }
                @if (endpoint.from === 'custom_providers') {
                  <app-badge icon="history">In the old "custom_providers"</app-badge>
                }
              </p>
              @if (endpoint.ignored === null) {
                <app-model-test [row]="'endpoint:' + endpoint.slug" [label]="endpoint.name" />
              }
            </div>
            @if (canEdit() && endpoint.from === 'providers') {
              <span>
                @if (endpoint.ignored !== 'not_a_mapping') {
                  <button
                    type="button"
                    class="quiet"
                    [attr.aria-label]="'Edit ' + endpoint.name"
                    (click)="forms.editEndpoint(models, endpoint)"
                  >
                    <app-icon name="edit" />
                  </button>
                }
                <button
                  type="button"
                  class="quiet"
                  [attr.aria-label]="'Remove ' + endpoint.name"
                  (click)="remove(endpoint)"
                >
                  <app-icon name="trash" />
                </button>
              </span>
            }
          </li>
        } @empty {
          <li class="soft">There is none. Add one for a server at home or a company's gateway.</li>
        }
      </ul>
    }
  </app-tile>`,
  styles: `
    ul {
      display: grid;
      gap: var(--space-3);
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      justify-content: space-between;
      gap: var(--space-2);
      font-size: var(--text-table);
    }
    .what {
      display: grid;
      gap: var(--space-1);
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .notes {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
    }
    li > span {
      flex: none;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EndpointsTile {
  protected readonly store = inject(ModelsStore);
  protected readonly forms = inject(ModelForms);
  private readonly session = inject(Session);
  protected readonly reasons = reasons;
  protected readonly canEdit = computed(
    () => this.session.canChange() && this.store.shown()?.locked === null,
  );

  protected remove({ slug }: Endpoint): void {
    void this.store.apply({ kind: 'endpoint_remove', slug });
  }
}
