import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Badge } from '../../ui/badge';
import { formatCount } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { verdictLooks } from './status-looks';
import { StatusStore } from './status-store';

/** The gateway of every profile; a profile's name leads to its status. */
@Component({
  selector: 'app-profile-gateways-tile',
  imports: [Badge, RouterLink, Tile],
  templateUrl: './profile-gateways-tile.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
    }
    .is-current th {
      font-weight: var(--weight-strong);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfileGatewaysTile {
  protected readonly store = inject(StatusStore);
  protected readonly verdicts = verdictLooks;
  protected readonly profile = this.store.scope.profile;
  protected readonly count = formatCount;
}
