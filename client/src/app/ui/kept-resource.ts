import { httpResource, type HttpResourceRequest } from '@angular/common/http';
import {
  computed,
  DestroyRef,
  inject,
  Injectable,
  linkedSignal,
  signal,
  type Signal,
} from '@angular/core';
import { type Problem, problemOf } from './problem';

/** Reads that were answered to another session are read again; writes never are. */
@Injectable({ providedIn: 'root' })
export class ReadEpoch {
  private readonly counter = signal(0);
  readonly current = this.counter.asReadonly();

  /** Makes every open page read afresh. */
  renew(): void {
    this.counter.update((count) => count + 1);
  }
}

/** A read that keeps what it had while it reads again or fails, and says how old that is. */
export interface KeptResource<T> {
  readonly value: Signal<T | undefined>;
  /** When `value` arrived. */
  readonly asOf: Signal<Date | undefined>;
  readonly isLoading: Signal<boolean>;
  /** Why the last attempt failed; gone after the next success. */
  readonly problem: Signal<Problem | undefined>;
  reload(): void;
}

interface Kept<T> {
  readonly value: T | undefined;
  readonly asOf: Date | undefined;
}

/** A GET through `httpResource`. Must be called where injection is possible. */
export function keptResource<T>(
  request: () => HttpResourceRequest | undefined,
  options: { readonly everyMs?: number } = {},
): KeptResource<T> {
  const epoch = inject(ReadEpoch).current;
  const resource = httpResource<T>(() => {
    epoch();
    return request();
  });
  const kept = linkedSignal<Kept<T>, Kept<T>>({
    source: () =>
      resource.hasValue() && !resource.isLoading()
        ? { value: resource.value(), asOf: new Date() }
        : { value: undefined, asOf: undefined },
    computation: (latest, previous) =>
      latest.value !== undefined ? latest : (previous?.value ?? latest),
  });
  if (options.everyMs !== undefined) pollWhileVisible(() => resource.reload(), options.everyMs);
  return {
    value: computed(() => kept().value),
    asOf: computed(() => kept().asOf),
    isLoading: resource.isLoading,
    problem: computed(() => {
      const error = resource.error();
      return error === undefined ? undefined : problemOf(error);
    }),
    reload: () => void resource.reload(),
  };
}

/** A page nobody looks at asks for nothing. */
function pollWhileVisible(poll: () => void, everyMs: number): void {
  const timer = setInterval(() => {
    if (!document.hidden) poll();
  }, everyMs);
  inject(DestroyRef).onDestroy(() => clearInterval(timer));
}
