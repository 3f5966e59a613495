import {
  DestroyRef,
  DOCUMENT,
  inject,
  Injectable,
  InjectionToken,
  type Signal,
  signal,
} from '@angular/core';
import { Observable, Subject } from 'rxjs';
import type { LiveEvents, LiveTopic } from '../../../../server/live/live.contract';
import { Session } from '../session/session';
import { SignInPrompt } from '../session/unauthorized';
import { atBase } from '../ui/base-path';
import { ReadEpoch } from '../ui/kept-resource';

export type { LiveTopic };
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** Absent where there is none; then nothing is live and everything is polled. */
export const EVENT_SOURCE = new InjectionToken<typeof EventSource | undefined>('EventSource', {
  factory: () => globalThis.EventSource,
});

/** Every topic; a new one in the contract has to be named here. */
const everyTopic: { readonly [Topic in LiveTopic]: true } = {
  gateways: true,
  requests: true,
  audit: true,
  'api-users': true,
  'admin-events': true,
  retention: true,
  jobs: true,
  hermes: true,
  processes: true,
  log: true,
};
const liveTopics = Object.keys(everyTopic) as LiveTopic[];

const firstDelayMs = 1000;
const longestDelayMs = 30_000;
/** Topics come and go together when a page changes: one connection for all of them. */
const settleMs = 50;
/** A tab that nobody has looked at for so long lets its connection go. */
const pauseAfterMs = 5 * 60_000;

/** What happens at the server, as it happens. One connection for the whole tab, open while somebody listens. */
@Injectable({ providedIn: 'root' })
export class LiveChannel {
  private readonly eventSource = inject(EVENT_SOURCE);
  private readonly document = inject(DOCUMENT);
  private readonly reads = inject(ReadEpoch);
  private readonly session = inject(Session);
  private readonly signInPrompt = inject(SignInPrompt);

  private readonly current = signal<LiveState>('connecting');
  readonly state: Signal<LiveState> = this.current.asReadonly();

  private readonly events = new Map<LiveTopic, Subject<unknown>>(
    liveTopics.map((topic) => [topic, new Subject<unknown>()]),
  );
  private readonly resets = new Subject<undefined>();
  private source: EventSource | undefined;
  private openTopics = '';
  private lastEventId = '';
  private failures = 0;
  private isPaused = false;
  private isUnreachable = false;
  private settling: ReturnType<typeof setTimeout> | undefined;
  private retrying: ReturnType<typeof setTimeout> | undefined;
  private pausing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const end = new AbortController();
    const { signal } = end;
    const window = this.document.defaultView;
    const goOffline = (): void => {
      if (this.wantedTopics() !== '') this.current.set('offline');
    };
    this.document.addEventListener('visibilitychange', () => this.followVisibility(), { signal });
    window?.addEventListener('online', () => this.retryNow(), { signal });
    window?.addEventListener('offline', goOffline, { signal });
    inject(DestroyRef).onDestroy(() => {
      end.abort();
      this.disconnect();
      clearTimeout(this.settling);
      clearTimeout(this.pausing);
    });
  }

  /** The payloads of a topic; `reset` says that something was missed and everything has to be read again. */
  on(topic: 'reset'): Observable<undefined>;
  on<Topic extends LiveTopic>(topic: Topic): Observable<LiveEvents[Topic]>;
  on(topic: LiveTopic | 'reset'): Observable<unknown> {
    const events = topic === 'reset' ? this.resets : this.events.get(topic);
    return new Observable<unknown>((listener) => {
      const subscription = (events as Subject<unknown>).subscribe((payload) =>
        listener.next(payload),
      );
      this.settle();
      return () => {
        subscription.unsubscribe();
        this.settle();
      };
    });
  }

  /** Does not wait for the next attempt. */
  retryNow(): void {
    if (this.wantedTopics() === '' || this.current() === 'live') return;
    this.failures = 0;
    this.connect();
  }

  private wantedTopics(): string {
    return liveTopics.filter((topic) => this.events.get(topic)?.observed === true).join(',');
  }

  private settle(): void {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const topics = this.wantedTopics();
      if (topics === '') this.disconnect();
      else if (topics !== this.openTopics && !this.isPaused) this.connect();
    }, settleMs);
  }

  private connect(): void {
    this.disconnect();
    if (this.eventSource === undefined) return this.current.set('reconnecting');
    this.openTopics = this.wantedTopics();
    const query = new URLSearchParams({ topics: this.openTopics });
    if (this.lastEventId !== '') query.set('lastEventId', this.lastEventId);
    const source = new this.eventSource(atBase(`/api/admin/live?${query}`));
    this.source = source;
    this.follow<LiveEvents['hello']>(source, 'hello', ({ resumed }) => {
      this.failures = 0;
      this.current.set('live');
      // Pages that follow nothing were as far away as those that do.
      if (this.isUnreachable) this.reads.renew();
      this.isUnreachable = false;
      // What happened before this connection is known only to those who read it now.
      if (!resumed) this.resets.next(undefined);
    });
    this.follow(source, 'reset', () => this.resets.next(undefined));
    this.follow<LiveEvents['end']>(source, 'end', ({ reason }) => {
      if (reason === 'lease') this.connect();
      else void this.recover();
    });
    for (const [topic, events] of this.events)
      this.follow(source, topic, (payload) => events.next(payload));
    // The browser would try again at a fixed pace, and every tab of everybody at the same moment.
    source.onerror = () => void this.recover();
  }

  private follow<Payload>(
    source: EventSource,
    name: string,
    take: (payload: Payload) => void,
  ): void {
    source.addEventListener(name, (event: MessageEvent<string>) => {
      if (source !== this.source) return;
      if (event.lastEventId !== '') this.lastEventId = event.lastEventId;
      take(JSON.parse(event.data) as Payload);
    });
  }

  private disconnect(): void {
    clearTimeout(this.retrying);
    this.source?.close();
    this.source = undefined;
    this.openTopics = '';
  }

  /** An `EventSource` does not tell why it failed, so the server is asked who is signed in. */
  private async recover(): Promise<void> {
    this.disconnect();
    const isOnline = this.document.defaultView?.navigator.onLine !== false;
    this.current.set(isOnline ? 'reconnecting' : 'offline');
    const wasOffline = this.isUnreachable;
    try {
      await this.session.load();
      this.isUnreachable = false;
    } catch {
      this.isUnreachable = true;
      this.current.set('offline');
      return this.retryLater();
    }
    if (this.session.isSignedIn()) {
      this.current.set('reconnecting');
      if (wasOffline) this.reads.renew();
      return this.retryLater();
    }
    await this.signInPrompt.open();
    if (this.session.isSignedIn()) this.retryNow();
  }

  private retryLater(): void {
    const longest = Math.min(longestDelayMs, firstDelayMs * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.retrying);
    this.retrying = setTimeout(
      () => {
        if (this.wantedTopics() !== '' && !this.isPaused && this.source === undefined)
          this.connect();
      },
      longest * (0.5 + Math.random() / 2),
    );
  }

  private followVisibility(): void {
    clearTimeout(this.pausing);
    if (this.document.hidden) {
      this.pausing = setTimeout(() => {
        this.isPaused = true;
        this.disconnect();
        this.current.set('connecting');
      }, pauseAfterMs);
    } else if (this.isPaused) {
      this.isPaused = false;
      this.retryNow();
    }
  }
}
