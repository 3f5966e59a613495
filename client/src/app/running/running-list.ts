import type { LiveRequest } from '../../../../server/live/live.contract';

/** Ends that are remembered, so that an answer read before them does not bring their requests back. */
const endsKept = 2000;

/**
 * What runs, put together from snapshots and from news. Both travel by themselves: a snapshot may be older than what
 * was already told, and news may be missing.
 */
export class RunningList {
  private readonly running = new Map<string, { request: LiveRequest; heardAt: number }>();
  private readonly ended = new Set<string>();
  private clock = 0;

  /** Newest first. */
  get items(): readonly LiveRequest[] {
    return [...this.running.values()]
      .map(({ request }) => request)
      .sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  /** To be taken when a snapshot is asked for, and handed in with it. */
  mark(): number {
    return this.clock;
  }

  /** What the live channel told. */
  hear(news: readonly LiveRequest[]): void {
    this.clock++;
    for (const request of news) {
      if (request.state === 'ended') this.end(request.id);
      else if (!this.ended.has(request.id))
        this.running.set(request.id, { request, heardAt: this.clock });
    }
  }

  /** Everything that ran when it was asked for at `mark`. What was heard since is kept, and what ended stays away. */
  replace(snapshot: readonly LiveRequest[], mark: number): void {
    const listed = new Set(snapshot.map(({ id }) => id));
    for (const [id, { heardAt }] of this.running)
      if (!listed.has(id) && heardAt <= mark) this.running.delete(id);
    for (const request of snapshot) {
      if (this.ended.has(request.id)) continue;
      const known = this.running.get(request.id);
      if (known && known.heardAt > mark) continue;
      this.running.set(request.id, { request, heardAt: known?.heardAt ?? 0 });
    }
  }

  /** It is over, whoever said so. */
  end(id: string): void {
    this.running.delete(id);
    this.ended.add(id);
    if (this.ended.size <= endsKept) return;
    const [oldest] = this.ended;
    if (oldest !== undefined) this.ended.delete(oldest);
  }
}
