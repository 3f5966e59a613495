import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Gateways } from '../../../../server/gateway/gateways.contract';
import { Badge, type Tone } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { formatNumber } from '../ui/format';
import type { IconName } from '../ui/icon';
import { Tile } from '../ui/tile';
import { OverviewStore } from './overview-store';

type Upstream = Gateways['items'][number]['upstream'];

/** Both gateways: where clients reach them, what they forward to, and why that does not work when it does not. */
@Component({
  selector: 'app-gateways-tile',
  imports: [Badge, CopyButton, RouterLink, Tile],
  templateUrl: './gateways-tile.html',
  styleUrl: './gateways-tile.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class GatewaysTile {
  protected readonly store = inject(OverviewStore);
  protected readonly format = formatNumber;

  protected readonly states: Record<
    Upstream['state'],
    { tone: Tone; icon: IconName; word: string }
  > = {
    ready: { tone: 'good', icon: 'check', word: 'Ready' },
    starting: { tone: 'note', icon: 'running', word: 'Starting' },
    down: { tone: 'bad', icon: 'error', word: 'Down' },
  };

  protected describe({ kind, provider, address }: Upstream): string {
    switch (kind) {
      case 'url':
        return address ?? 'URL';
      case 'hermes-proxy':
        return `Hermes proxy${provider ? `, provider ${provider}` : ''}`;
      case 'demo':
        return 'Demo upstream (built in)';
      case 'none':
        return 'Not configured';
    }
  }
}
