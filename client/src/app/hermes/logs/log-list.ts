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
import { Router, RouterLink } from '@angular/router';
import type { LogRecord } from '../../../../../server/hermes-state/logs/logs.contract';
import { Badge } from '../../ui/badge';
import { publicAddress } from '../../ui/base-path';
import { CopyButton } from '../../ui/copy-button';
import { remInPixels } from '../../ui/data-table/observe-width';
import { formatBytes, formatShort } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { ProblemNote } from '../../ui/problem-note';
import { TimeStamp } from '../../ui/time-stamp';
import { TimeZone } from '../../ui/time-zone';
import { ProfileScope } from '../profile-scope';
import { LogsStore } from './logs-store';
import { levelTones } from './logs-view';

const rowRem = 1.625;

/** Records of a log. It follows the end until somebody scrolls up to read. */
@Component({
  selector: 'app-log-list',
  imports: [Badge, CopyButton, Icon, ProblemNote, RouterLink, ScrollingModule, TimeStamp],
  templateUrl: './log-list.html',
  styleUrl: './log-list.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LogList {
  protected readonly store = inject(LogsStore);
  private readonly router = inject(Router);
  private readonly scope = inject(ProfileScope);
  private readonly zone = inject(TimeZone).zone;
  private readonly pane = viewChild.required(CdkVirtualScrollViewport);

  protected readonly rowPixels = rowRem * remInPixels();
  protected readonly tones = levelTones;
  protected readonly bytes = formatBytes;
  protected readonly records = this.store.records;
  /** A place in the file is looked at, not its end. */
  private readonly isPlaced = computed(
    () => this.store.view().line !== undefined || this.store.view().at !== undefined,
  );
  protected readonly isFollowing = linkedSignal(() => !this.isPlaced());
  private readonly leftAt = signal(0);
  protected readonly fresh = computed(() =>
    this.isFollowing() ? 0 : this.records().filter(({ offset }) => offset > this.leftAt()).length,
  );
  protected readonly chosenOffset = linkedSignal(() => this.store.view().line);
  protected readonly chosen = computed(() =>
    this.records().find(({ offset }) => offset === this.chosenOffset()),
  );
  /** Leads to this record wherever it is opened, also after the file was rotated. */
  protected readonly linkOfChosen = computed(() => {
    const page = this.store.page();
    const offset = this.chosenOffset();
    if (page === undefined || offset === undefined) return {};
    return { file: page.file, line: offset, id: page.id };
  });
  protected readonly address = computed(() => {
    const queryParams = { ...this.linkOfChosen(), ...this.scope.params() };
    const tree = this.router.createUrlTree(['/hermes/logs'], { queryParams });
    return publicAddress(this.router.serializeUrl(tree));
  });

  constructor() {
    let first: number | undefined;
    let placed: number | undefined;
    afterRenderEffect(() => {
      const records = this.records();
      const pane = this.pane();
      const above = records.findIndex(({ offset }) => offset === first);
      first = records[0]?.offset;
      const { line } = this.store.view();
      const isNewPlace = line !== undefined && line !== placed;
      placed = line;
      const index = isNewPlace ? records.findIndex(({ offset }) => offset === line) : -1;
      // The list has its length only once it was drawn.
      requestAnimationFrame(() => {
        if (index >= 0) this.bringToView(index, pane);
        else this.settle(pane, above);
      });
    });
  }

  protected readonly trackRecord = (_: number, { offset }: LogRecord): number => offset;

  protected firstLine({ text }: LogRecord): string {
    return text.slice(0, 1000).split('\n', 1)[0] ?? '';
  }

  protected dateOf({ at }: LogRecord): string {
    return at === null ? '' : (formatShort(new Date(at), this.zone()).split(', ')[0] ?? '');
  }

  protected timeOf({ at }: LogRecord): string {
    return at === null ? '' : (formatShort(new Date(at), this.zone()).split(', ')[1] ?? '');
  }

  protected choose(offset: number | undefined): void {
    this.chosenOffset.set(offset === this.chosenOffset() ? undefined : offset);
  }

  protected followKey(event: KeyboardEvent, pane: CdkVirtualScrollViewport): void {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === 'Escape' && this.chosenOffset() !== undefined)
      this.chosenOffset.set(undefined);
    else if (step !== undefined) this.step(step, pane);
    else return;
    event.preventDefault();
  }

  /** Scrolling up is reading; coming back to the end follows again. */
  protected noteScroll(pane: CdkVirtualScrollViewport): void {
    const isAtBottom = pane.measureScrollOffset('bottom') < this.rowPixels;
    if (isAtBottom && !this.store.isAtEnd()) void this.store.loadNewer();
    const isFollowing = isAtBottom && this.store.isAtEnd();
    if (isFollowing === this.isFollowing()) return;
    if (!isFollowing) this.leftAt.set(this.records().at(-1)?.offset ?? 0);
    this.isFollowing.set(isFollowing);
  }

  protected follow(): void {
    if (this.isPlaced()) {
      void this.router.navigate([], {
        queryParams: { line: null, id: null, at: null },
        queryParamsHandling: 'merge',
      });
      return;
    }
    this.isFollowing.set(true);
    toEnd(this.pane());
  }

  /** The newest record first, then its neighbours. */
  private step(step: number, pane: CdkVirtualScrollViewport): void {
    const records = this.records();
    const from = records.findIndex(({ offset }) => offset === this.chosenOffset());
    const to = from === -1 ? records.length - 1 : from + step;
    const record = records[to];
    if (record === undefined) return;
    this.chosenOffset.set(record.offset);
    const frame = pane.elementRef.nativeElement;
    const top = to * this.rowPixels;
    const lowest = top + this.rowPixels - frame.clientHeight;
    frame.scrollTop = Math.max(lowest, Math.min(top, frame.scrollTop));
  }

  private bringToView(index: number, pane: CdkVirtualScrollViewport): void {
    pane.checkViewportSize();
    const frame = pane.elementRef.nativeElement;
    frame.scrollTop = index * this.rowPixels - frame.clientHeight / 2;
  }

  /** Shows the end, or goes on showing what is being read although records came above it. */
  private settle(pane: CdkVirtualScrollViewport, above: number): void {
    if (this.isFollowing()) toEnd(pane);
    else if (above > 0) pane.elementRef.nativeElement.scrollTop += above * this.rowPixels;
  }
}

/** The list is as long as it says only after it was measured. */
function toEnd(pane: CdkVirtualScrollViewport): void {
  pane.checkViewportSize();
  const element = pane.elementRef.nativeElement;
  element.scrollTop = element.scrollHeight;
}
