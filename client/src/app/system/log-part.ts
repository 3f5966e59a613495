import { CdkVirtualScrollViewport, ScrollingModule } from '@angular/cdk/scrolling';
import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import type { LogLine } from '../../../../server/system/log.contract';
import { Badge } from '../ui/badge';
import { CopyButton } from '../ui/copy-button';
import { remInPixels } from '../ui/data-table/observe-width';
import { EmptyState } from '../ui/empty-state';
import { FilterBar, type FilterField } from '../ui/filter-bar';
import { formatCount, formatShort } from '../ui/format';
import { Icon } from '../ui/icon';
import { ProblemNote } from '../ui/problem-note';
import { SearchBox } from '../ui/search-box';
import { Skeleton } from '../ui/skeleton';
import { StaleNote } from '../ui/stale-note';
import { TimeStamp } from '../ui/time-stamp';
import { TimeZone } from '../ui/time-zone';
import { LogStore } from './log-store';
import { levelLooks, levels } from './log-view';
import { SystemStore } from './system-store';

const rowRem = 1.625;

/** The log of the process as it writes it. It follows the end until somebody scrolls up to read. */
@Component({
  selector: 'app-log-part',
  imports: [
    Badge,
    CopyButton,
    EmptyState,
    FilterBar,
    Icon,
    MatButton,
    ProblemNote,
    RouterLink,
    ScrollingModule,
    SearchBox,
    Skeleton,
    StaleNote,
    TimeStamp,
  ],
  templateUrl: './log-part.html',
  styleUrl: './log-part.css',
  providers: [LogStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LogPart {
  protected readonly store = inject(LogStore);
  private readonly system = inject(SystemStore);
  private readonly router = inject(Router);
  private readonly zone = inject(TimeZone).zone;
  private readonly pane = viewChild(CdkVirtualScrollViewport);

  protected readonly rowPixels = rowRem * remInPixels();
  protected readonly looks = levelLooks;
  protected readonly lines = computed(() => this.store.shown().lines);
  protected readonly isFollowing = signal(true);
  /** Number of the newest line when following stopped. */
  private readonly leftAt = signal(0);
  protected readonly fresh = computed(() =>
    this.isFollowing() ? 0 : this.lines().filter(({ number }) => number > this.leftAt()).length,
  );
  protected readonly chosenNumber = linkedSignal<unknown, number | undefined>({
    source: this.store.view,
    computation: () => undefined,
  });
  protected readonly chosen = computed(() =>
    this.lines().find(({ number }) => number === this.chosenNumber()),
  );
  protected readonly isFiltered = computed(() => Object.keys(this.store.view()).length > 0);
  protected readonly countText = computed(() => {
    const count = formatCount(this.lines().length, 'line');
    return this.store.hasOlder() ? `${count} shown, older ones to load` : count;
  });
  protected readonly fields = computed<readonly FilterField[]>(() => [
    {
      key: 'level',
      label: 'Level',
      options: levels.slice(1).map((level) => ({
        value: level,
        label: level === 'fatal' ? 'fatal' : `${level} and worse`,
      })),
    },
    {
      key: 'context',
      label: 'Context',
      options: this.store.contexts().map((context) => ({ value: context, label: context })),
    },
  ]);

  constructor() {
    let first: number | undefined;
    afterRenderEffect(() => {
      const lines = this.lines();
      const pane = this.pane();
      const above = lines.findIndex(({ number }) => number === first);
      first = lines[0]?.number;
      // The list has its length only once it was drawn.
      if (pane) requestAnimationFrame(() => this.settle(pane, above));
    });
  }

  protected readonly trackLine = (_: number, { number }: LogLine): number => number;

  protected dateOf({ at }: LogLine): string {
    return formatShort(new Date(at), this.zone()).split(', ')[0] ?? '';
  }

  protected timeOf({ at }: LogLine): string {
    return formatShort(new Date(at), this.zone()).split(', ')[1] ?? '';
  }

  protected followKey(event: KeyboardEvent, pane: CdkVirtualScrollViewport): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Escape' && this.chosenNumber() !== undefined)
      this.chosenNumber.set(undefined);
    else if (step !== undefined) this.choose(step, pane);
    else return;
    event.preventDefault();
  }

  /** The newest line first, then its neighbours. */
  private choose(step: number, pane: CdkVirtualScrollViewport): void {
    const lines = this.lines();
    const from = lines.findIndex(({ number }) => number === this.chosenNumber());
    const to = from === -1 ? lines.length - 1 : from + step;
    const line = lines[to];
    if (line === undefined) return;
    this.chosenNumber.set(line.number);
    const frame = pane.elementRef.nativeElement;
    const top = to * this.rowPixels;
    const lowest = top + this.rowPixels - frame.clientHeight;
    frame.scrollTop = Math.max(lowest, Math.min(top, frame.scrollTop));
  }

  protected search(text: string): void {
    void this.router.navigate([], {
      queryParams: { search: text || null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  /** Scrolling up is reading; coming back to the end follows again. */
  protected noteScroll(pane: CdkVirtualScrollViewport): void {
    const isAtEnd = pane.measureScrollOffset('bottom') < this.rowPixels;
    if (isAtEnd === this.isFollowing()) return;
    if (!isAtEnd) this.leftAt.set(this.lines().at(-1)?.number ?? 0);
    this.isFollowing.set(isAtEnd);
  }

  /** Shows the end, or goes on showing what is being read although lines came above it. */
  private settle(pane: CdkVirtualScrollViewport, linesAbove: number): void {
    if (this.isFollowing()) toEnd(pane);
    else if (linesAbove > 0) pane.elementRef.nativeElement.scrollTop += linesAbove * this.rowPixels;
  }

  protected follow(): void {
    this.isFollowing.set(true);
    const pane = this.pane();
    if (pane) toEnd(pane);
  }

  protected download(): void {
    const query = new URLSearchParams({ ...this.store.view() });
    void this.system.save(`/api/admin/system/logs/download?${query}`, 'hermes-control-plane.log');
  }
}

/** The list is as long as it says only after it was measured. */
function toEnd(pane: CdkVirtualScrollViewport): void {
  pane.checkViewportSize();
  const element = pane.elementRef.nativeElement;
  element.scrollTop = element.scrollHeight;
}
