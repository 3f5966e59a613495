import { ChangeDetectionStrategy, Component } from '@angular/core';
import type { ConsoleAccess } from '../../../../server/system/system.contract';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { CopyButton } from '../ui/copy-button';
import { keptResource } from '../ui/kept-resource';
import { Tile } from '../ui/tile';

/** Who may reach the console, and how it sees the one who asks: to be looked at before a list of addresses is set. */
@Component({
  selector: 'app-access-tile',
  imports: [Badge, Banner, CopyButton, Tile],
  template: `<app-tile title="Who may reach this console" [resource]="access" [lines]="3">
    @if (access.value(); as access) {
      @if (access.isProxyUntrusted) {
        <app-banner tone="warning" icon="warning">
          Your request passed a proxy that this console does not trust, so it takes the proxy for
          you. A list of addresses would judge the proxy: everybody behind it, or nobody. Name the
          proxy in <code>HERMES_TRUST_PROXY</code> first.
        </app-banner>
      }
      <dl class="facts">
        <dt>Open to</dt>
        <dd>
          @for (range of access.allowed; track range) {
            <code>{{ range }}</code>{{ $last ? '' : ', ' }}
          } @empty {
            Every address: <code>HERMES_ALLOWED_CIDRS</code> is not set
          }
        </dd>
        <dt>You come from</dt>
        <dd class="seen">
          <code>{{ access.address }}</code>
          <app-copy-button what="address" [text]="access.address" />
          @if (access.isListed === true) {
            <app-badge tone="good" icon="check">In the list</app-badge>
          } @else if (access.isListed === false) {
            <app-badge tone="warning" icon="warning">Not in the list</app-badge>
          }
        </dd>
      </dl>
      <p class="caption soft">
        Before you set <code>HERMES_ALLOWED_CIDRS</code>, see that it holds this address. A list
        that nobody can be in is refused when the process starts; who is refused later is named in
        its log. It does not concern the gateways.
      </p>
    }
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
    }
    code {
      overflow-wrap: anywhere;
    }
    .seen {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-2);
    }
    app-banner {
      margin-bottom: var(--space-3);
    }
    .caption {
      margin-top: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccessTile {
  protected readonly access = keptResource<ConsoleAccess>(() => ({
    url: '/api/admin/system/access',
  }));
}
