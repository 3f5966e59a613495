import { computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { GatewayFigures } from '../../../../server/gateway/gateways.contract';
import { LiveChannel } from '../live/live-channel';
import { liveOrPoll } from '../live/live-or-poll';
import type { KeptResource } from '../ui/kept-resource';

/** `otherProcesses` is told by the live channel only. */
export type Figures = GatewayFigures & { readonly otherProcesses?: number };

/**
 * How the gateways of the process that answers are doing: as it tells, and read every so many milliseconds while it
 * does not. Must be called where injection is possible.
 */
export function liveFigures(everyMs: number): KeptResource<Figures> {
  const channel = inject(LiveChannel);
  const read = liveOrPoll<Figures>(() => ({ url: '/api/admin/gateways/figures' }), [], everyMs);
  const told = signal<{ readonly value: Figures; readonly at: Date } | undefined>(undefined);
  channel
    .on('gateways')
    .pipe(takeUntilDestroyed())
    .subscribe((value) => told.set({ value, at: new Date() }));
  /** What was told, unless something was read since. */
  const newestTold = computed(() => {
    const latest = told();
    const readAt = read.asOf();
    return latest && (readAt === undefined || latest.at >= readAt) ? latest : undefined;
  });
  return {
    ...read,
    value: computed(() => newestTold()?.value ?? read.value()),
    asOf: computed(() => newestTold()?.at ?? read.asOf()),
    problem: computed(() =>
      newestTold() && channel.state() === 'live' ? undefined : read.problem(),
    ),
  };
}
