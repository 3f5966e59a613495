import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { Tone } from '../ui/badge';
import { formatBytes, formatCompact, formatCount, formatNumber, formatShare } from '../ui/format';
import type { IconName } from '../ui/icon';
import type { KeptResource } from '../ui/kept-resource';
import type { Problem } from '../ui/problem';
import { ProblemNote } from '../ui/problem-note';
import { StaleNote } from '../ui/stale-note';
import { StatTile } from '../ui/stat-tile';
import { OverviewStore } from './overview-store';

interface Recording {
  readonly value: string;
  readonly note: string;
  readonly icon: IconName;
  readonly tone: Tone;
}

interface Old {
  readonly asOf: Date;
  readonly problem: Problem;
}

/** The numbers an operator looks at first, each leading to what is behind it. */
@Component({
  selector: 'app-briefing',
  imports: [ProblemNote, StaleNote, StatTile],
  templateUrl: './briefing.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    .bar {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr));
      gap: var(--space-3);
    }
    /* Where seven do not fit, four and three look better than six and one. */
    @media (min-width: 480px) and (max-width: 1249px) {
      .bar {
        grid-template-columns: repeat(4, minmax(0, 1fr));
      }
    }
    @media (max-width: 479px) {
      .bar {
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--space-2);
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Briefing {
  protected readonly store = inject(OverviewStore);
  protected readonly totals = this.store.totals;
  protected readonly days = computed(() => String(this.store.span()));

  protected readonly errorNote = computed(() => {
    const { requests, errors } = this.totals();
    return requests > 0 ? `${formatShare(errors / requests)} of all` : '';
  });
  protected readonly tokenNote = computed(() => {
    const { tokens, promptTokens, completionTokens } = this.totals();
    if (tokens === 0) return '';
    return `${formatCompact(promptTokens)} in · ${formatCompact(completionTokens)} out`;
  });
  protected readonly refusalNote = computed(() => {
    const [most] = this.totals().refusalsByReason;
    return most === undefined ? '' : `mostly ${most.reason.replaceAll('_', ' ')}`;
  });

  private readonly caps = computed(() => this.store.limits.value()?.counts);
  protected readonly nearOrOver = computed(() => {
    const { near = 0, reached = 0 } = this.caps() ?? {};
    return near + reached;
  });
  protected readonly capTone = computed<Tone>(() => {
    const { near = 0, reached = 0 } = this.caps() ?? {};
    if (reached > 0) return 'bad';
    return near > 0 ? 'warning' : 'muted';
  });
  protected readonly capNote = computed(() => {
    const caps = this.caps();
    if (caps === undefined) return '';
    if (caps.near + caps.reached === 0) return `of ${formatCount(caps.users, 'API user')}`;
    return `${formatNumber(caps.reached)} over · ${formatNumber(caps.near)} near`;
  });
  /** Those over their cap are a filter of the list; those near it come first in its order. */
  protected readonly capQuery = computed<Record<string, string>>(() => {
    const order = { sort: 'capShare', direction: 'desc' };
    return (this.caps()?.reached ?? 0) > 0 && this.caps()?.near === 0
      ? { overCap: 'true', ...order }
      : order;
  });

  protected readonly open = computed(() => {
    const items = this.store.figures.value()?.items ?? [];
    return {
      requests: items.reduce((total, { openRequests }) => total + openRequests, 0),
      streams: items.reduce((total, { openStreams }) => total + openStreams, 0),
    };
  });
  protected readonly openNote = computed(() => {
    const { otherProcesses = 0 } = this.store.figures.value() ?? {};
    const streams = this.open().streams > 0 ? [formatCount(this.open().streams, 'stream')] : [];
    const here = otherProcesses > 0 ? ['this process only'] : [];
    return [...streams, ...here].join(' · ');
  });

  protected readonly recording = computed<Recording | undefined>(() => {
    const audit = this.store.gateways.value()?.audit;
    const gaps = this.store.storage.value()?.gaps.length;
    if (audit && (audit.database === 'away' || audit.spoolRecords > 0)) {
      const isAway = audit.database === 'away';
      const size = audit.spoolBytes > 0 ? `, ${formatBytes(audit.spoolBytes)}` : '';
      return {
        value: formatNumber(audit.spoolRecords),
        note: `on disk${size}${isAway ? '; database away' : ''}`,
        icon: 'warning',
        tone: isAway ? 'bad' : 'warning',
      };
    }
    if (audit === undefined || gaps === undefined) return undefined;
    return gaps > 0
      ? { value: formatCount(gaps, 'gap'), note: 'in the log', icon: 'warning', tone: 'bad' }
      : { value: 'OK', note: 'no gap known', icon: 'check', tone: 'good' };
  });
  protected readonly isRecordingUnknown = computed(
    () => this.store.gateways.problem() !== undefined || this.store.storage.problem() !== undefined,
  );

  /** Gateways and storage have tiles of their own that say it. */
  private readonly parts = computed(() =>
    [
      { title: 'Today', resource: this.store.usage as KeptResource<unknown> },
      { title: 'Open requests', resource: this.store.figures as KeptResource<unknown> },
      { title: 'Use of caps', resource: this.store.limits as KeptResource<unknown> },
    ].flatMap((part) => {
      const problem = part.resource.problem();
      return problem ? [{ ...part, problem, asOf: part.resource.asOf() }] : [];
    }),
  );
  protected readonly missing = computed(() =>
    this.parts().filter(({ resource }) => resource.value() === undefined),
  );
  private readonly olds = computed(() =>
    this.parts().flatMap((part) => (part.asOf ? [{ ...part, asOf: part.asOf }] : [])),
  );
  /** The oldest of them: one note speaks for the whole bar. */
  protected readonly old = computed(() =>
    this.olds().reduce<Old | undefined>(
      (oldest, part) => (oldest && oldest.asOf <= part.asOf ? oldest : part),
      undefined,
    ),
  );

  protected retryOld(): void {
    for (const { resource } of this.olds()) resource.reload();
  }

  /** A number that is not known is not zero. */
  protected shown(resource: KeptResource<unknown>, value: number): string | undefined {
    if (resource.value() !== undefined) return formatNumber(value);
    return resource.problem() ? 'Unknown' : undefined;
  }
}
