import { Injectable } from '@nestjs/common';
import { HermesHome } from '../hermes-home.ts';
import { walkFolder } from './folder-walk.ts';
import { areaOf, type StorageArea } from './storage-areas.ts';

const limits = { mostEntries: 2_000_000, deepest: 48 };
/** Sizes that are younger are told again without counting. */
const freshMs = 60_000;
const mostKept = 2000;

export interface AreaSize {
  readonly bytes: number;
  readonly files: number;
}

/** What the files of a profile take. */
export interface HomeSize {
  readonly areas: ReadonlyMap<StorageArea, AreaSize>;
  readonly bytes: number;
  readonly files: number;
  /** Links are counted as what they are, not followed. */
  readonly links: number;
  /** Everything was counted. Otherwise this is how far it has come. */
  readonly isComplete: boolean;
  /** It still counts. */
  readonly isCounting: boolean;
  /** Limits or folders that cannot be read left something out, or the home is not there. */
  readonly problems: readonly string[];
  readonly startedAt: Date;
}

/**
 * Counts what homes take, one after the other in the background, and keeps what it knows: asking answers at once, with
 * how far it has come. The profiles below the root are an area of their own of the default home.
 */
@Injectable()
export class HomeSizes {
  private readonly known = new Map<string, Count>();
  private queue: Promise<void> = Promise.resolve();

  constructor(private readonly home: HermesHome) {}

  /** What is known by then, at most `waitMs` from now; `undefined` while nothing is. */
  async of(profile: string, waitMs = 0): Promise<HomeSize | undefined> {
    const latest = this.known.get(profile);
    const count =
      latest && (!latest.hasEnded || Date.now() - latest.startedAt < freshMs)
        ? latest
        : this.begin(profile, latest);
    if (waitMs > 0) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise((resolve) => (timer = setTimeout(resolve, waitMs)));
      await Promise.race([count.ended, patience]);
      clearTimeout(timer);
    }
    return count.size;
  }

  /** Makes the next question count afresh, for when something was cleared away. */
  forget(profile: string): void {
    this.known.delete(profile);
    if (profile !== 'default') this.known.delete('default');
  }

  private begin(profile: string, before: Count | undefined): Count {
    const count = new Count(profile, before?.size);
    this.known.delete(profile);
    this.known.set(profile, count);
    for (const [name, { hasEnded }] of this.known)
      if (this.known.size > mostKept && hasEnded) this.known.delete(name);
    // One at a time: many at once would only wait for the same disk.
    this.queue = this.queue.then(() => count.run(this.home.homeOf(profile)));
    count.ended = this.queue;
    return count;
  }
}

class Count {
  startedAt = Date.now();
  hasEnded = false;
  ended: Promise<void> = Promise.resolve();
  private hasBegun = false;
  private isCut = false;
  private problems: string[] = [];
  private readonly areas = new Map<StorageArea, { bytes: number; files: number }>();
  private links = 0;

  constructor(
    private readonly profile: string,
    /** Told until this count has come to its end. */
    private readonly before: HomeSize | undefined,
  ) {}

  get size(): HomeSize | undefined {
    if (!this.hasEnded && this.before) return { ...this.before, isCounting: true };
    if (!this.hasBegun) return undefined;
    const sizes = [...this.areas.values()];
    return {
      areas: this.areas,
      bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
      files: sizes.reduce((sum, { files }) => sum + files, 0),
      links: this.links,
      isComplete: this.hasEnded && !this.isCut && this.problems.length === 0,
      isCounting: !this.hasEnded,
      problems: this.problems,
      startedAt: new Date(this.startedAt),
    };
  }

  async run(folder: string): Promise<void> {
    this.hasBegun = true;
    this.startedAt = Date.now();
    try {
      const { isCut, unreadable } = await walkFolder(folder, limits, ({ top, bytes, isLink }) => {
        const area = this.profile === 'default' || top !== 'profiles' ? areaOf(top) : 'other';
        const size = this.areas.get(area) ?? { bytes: 0, files: 0 };
        this.areas.set(area, size);
        size.bytes += bytes;
        if (isLink) this.links++;
        else size.files++;
      });
      this.isCut = isCut;
      if (isCut) this.problems.push('There is more than was counted.');
      this.problems.push(...unreadable.map((path) => `${path} cannot be read.`));
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      this.problems.push(`The home cannot be read (${code}).`);
    } finally {
      this.hasEnded = true;
    }
  }
}
