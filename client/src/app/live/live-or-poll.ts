import type { HttpResourceRequest } from '@angular/common/http';
import { DestroyRef, effect, inject, signal, untracked } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { filter, merge, throttleTime } from 'rxjs';
import { keptResource, type KeptResource } from '../ui/kept-resource';
import { LiveChannel, type LiveTopic } from './live-channel';

/** However much happens, a read is repeated at most this often unless its page says otherwise. */
const usualPaceMs = 1000;

/**
 * A read that is repeated when the server says that one of the topics has news. While it does not say anything, because
 * there is no connection, the read is repeated every so many milliseconds; the header of the console tells which of
 * the two it is. Must be called where injection is possible.
 */
export function liveOrPoll<T>(
  request: () => HttpResourceRequest | undefined,
  topics: readonly LiveTopic[],
  everyMs: number,
  options: {
    /** However much happens, it is read at most this often. */
    readonly atMostEveryMs?: number;
    /** Also while connected: for figures whose changes nobody announces, such as use. */
    readonly isAlwaysPolled?: boolean;
    /** Which events of the topics are news; absent: all of them. */
    readonly concerns?: (event: unknown) => boolean;
  } = {},
): KeptResource<T> {
  const channel = inject(LiveChannel);
  const resource = keptResource<T>(request);
  const hasNews = signal(false);
  const { concerns = () => true } = options;
  const news = topics.map((topic) => channel.on(topic).pipe(filter(concerns)));
  merge(...news, channel.on('reset'))
    .pipe(
      throttleTime(options.atMostEveryMs ?? usualPaceMs, undefined, {
        leading: true,
        trailing: true,
      }),
      takeUntilDestroyed(),
    )
    .subscribe(() => hasNews.set(true));
  effect(() => {
    // An answer that is on its way may be older than the news: it is waited for, and then asked again.
    if (!hasNews() || resource.isLoading()) return;
    untracked(() => {
      hasNews.set(false);
      resource.reload();
    });
  });
  const timer = setInterval(() => {
    const isSilent = options.isAlwaysPolled || channel.state() !== 'live';
    if (isSilent && !document.hidden) resource.reload();
  }, everyMs);
  inject(DestroyRef).onDestroy(() => clearInterval(timer));
  return resource;
}
