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

/** One number, and what is behind it. */
interface Figure {
  readonly label: string;
  readonly link: string;
  readonly query?: Record<string, string>;
  readonly fragment?: string;
  /** As shown; `undefined` while it is not known. */
  readonly value: string | undefined;
  readonly note?: string;
  readonly icon?: IconName | undefined;
  readonly tone?: Tone;
  /** By the hour. */
  readonly course?: readonly (number | null)[] | undefined;
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
  protected readonly figures = computed<readonly Figure[]>(() => [
    ...this.figuresOfToday(),
    this.caps(),
    this.open(),
    this.refusals(),
    this.recording(),
  ]);

  private readonly figuresOfToday = computed((): readonly Figure[] => {
    const { usage, totals, dayStart } = this.store;
    const { requests, errors, tokens, promptTokens, completionTokens, requestsByHour } = totals();
    return [
      {
        label: 'Requests today',
        link: '/audit',
        query: { from: dayStart() },
        value: shown(usage, requests),
        course: usage.value() && requestsByHour,
      },
      {
        label: 'Errors today',
        link: '/audit',
        query: { from: dayStart(), status: 'error' },
        value: shown(usage, errors),
        note: requests > 0 ? `${formatShare(errors / requests)} of all` : '',
        tone: errors > 0 ? 'bad' : 'muted',
      },
      {
        label: 'Tokens today',
        link: '/api-users',
        query: { sort: 'usedTokens', direction: 'desc' },
        value: shown(usage, tokens),
        note:
          tokens > 0
            ? `${formatCompact(promptTokens)} in · ${formatCompact(completionTokens)} out`
            : '',
      },
    ];
  });

  private readonly refusals = computed<Figure>(() => {
    const { refusals, refusalsByReason } = this.store.totals();
    const [most] = refusalsByReason;
    return {
      label: 'Refusals today',
      link: '/overview',
      fragment: 'refusals',
      query: { days: String(this.store.span()) },
      value: shown(this.store.usage, refusals),
      note: most === undefined ? '' : `mostly ${most.reason.replaceAll('_', ' ')}`,
    };
  });

  private readonly caps = computed<Figure>(() => {
    const { near = 0, reached = 0, users = 0 } = this.store.limits.value()?.counts ?? {};
    const order = { sort: 'capShare', direction: 'desc' };
    const words =
      near + reached === 0
        ? `of ${formatCount(users, 'API user')}`
        : `${formatNumber(reached)} over · ${formatNumber(near)} near`;
    return {
      label: 'Near or over cap',
      link: '/api-users',
      // Those over their cap are a filter of the list; those near it come first in its order.
      query: reached > 0 && near === 0 ? { overCap: 'true', ...order } : order,
      value: shown(this.store.limits, near + reached),
      note: this.store.limits.value() === undefined ? '' : words,
      icon: near + reached > 0 ? 'warning' : undefined,
      tone: reached > 0 ? 'bad' : near > 0 ? 'warning' : 'muted',
    };
  });

  private readonly open = computed<Figure>(() => {
    const { items = [], otherProcesses = 0 } = this.store.figures.value() ?? {};
    const requests = items.reduce((total, { openRequests }) => total + openRequests, 0);
    const streams = items.reduce((total, { openStreams }) => total + openStreams, 0);
    return {
      label: 'Open requests',
      link: '/live',
      value: shown(this.store.figures, requests),
      note: [
        ...(streams > 0 ? [formatCount(streams, 'stream')] : []),
        ...(otherProcesses > 0 ? ['this process only'] : []),
      ].join(' · '),
    };
  });

  private readonly recording = computed<Figure>(() => {
    const { gateways, storage } = this.store;
    const figure = { label: 'Recording', link: '/system' };
    const audit = gateways.value()?.audit;
    const gaps = storage.value()?.gaps.length;
    if (audit && (audit.database === 'away' || audit.spoolRecords > 0)) {
      const isAway = audit.database === 'away';
      const size = audit.spoolBytes > 0 ? `, ${formatBytes(audit.spoolBytes)}` : '';
      return {
        ...figure,
        value: formatNumber(audit.spoolRecords),
        note: `on disk${size}${isAway ? '; database away' : ''}`,
        icon: 'warning',
        tone: isAway ? 'bad' : 'warning',
      };
    }
    if (audit === undefined || gaps === undefined)
      return { ...figure, value: gateways.problem() || storage.problem() ? 'Unknown' : undefined };
    return gaps > 0
      ? {
          ...figure,
          value: formatCount(gaps, 'gap'),
          note: 'in the log',
          icon: 'warning',
          tone: 'bad',
        }
      : { ...figure, value: 'OK', note: 'no gap known', icon: 'check', tone: 'good' };
  });

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
}

/** A number that is not known is not zero. */
function shown(resource: KeptResource<unknown>, value: number): string | undefined {
  if (resource.value() !== undefined) return formatNumber(value);
  return resource.problem() ? 'Unknown' : undefined;
}
