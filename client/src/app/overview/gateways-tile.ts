import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Gateways } from '../../../../server/gateway/gateways.contract';
import { Badge, type Tone } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import {
  formatCount,
  formatDecimal,
  formatDuration,
  formatNumber,
  formatShare,
} from '../ui/format';
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
  protected readonly number = formatNumber;
  protected readonly count = formatCount;

  /** The figures come live, so their upstream is the newer one. */
  protected readonly shown = computed(() =>
    (this.store.gateways.value()?.items ?? []).map((gateway) => {
      const figures = this.store.figures
        .value()
        ?.items.find((each) => each.gateway === gateway.name);
      return {
        ...gateway,
        figures,
        open: figures?.openRequests ?? gateway.openRequests,
        upstream: { ...gateway.upstream, ...figures?.upstream },
      };
    }),
  );

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

  protected rate(perSecond: number | undefined): string {
    return perSecond === undefined ? '–' : formatDecimal(perSecond);
  }

  protected share(share: number | null | undefined): string {
    return share === null || share === undefined ? '–' : formatShare(share);
  }

  protected time(milliseconds: number | null | undefined): string {
    return milliseconds === null || milliseconds === undefined ? '–' : formatDuration(milliseconds);
  }
}
