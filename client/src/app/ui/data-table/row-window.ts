import type { CdkVirtualScrollViewport, VirtualScrollStrategy } from '@angular/cdk/scrolling';
import { distinctUntilChanged, map, skip, startWith, Subject } from 'rxjs';

/** Up to here every row is drawn, so that the browser's own search finds it. */
export const drawnWholeUpTo = 200;
const spareRows = 12;
const nearEndRows = 8;

/** Which rows are drawn: all while they are few, those in sight and a few around them when they are many. */
export class RowWindow implements VirtualScrollStrategy {
  private readonly scrolledIndex = new Subject<number>();
  private viewport: CdkVirtualScrollViewport | undefined;
  private rowHeight = 1;

  readonly scrolledIndexChange = this.scrolledIndex.asObservable();
  /** Whether the first row is in sight, each time that changes. */
  readonly atTopChange = this.scrolledIndex.pipe(
    map((firstVisible) => firstVisible === 0),
    startWith(true),
    distinctUntilChanged(),
    skip(1),
  );
  /** Says that scrolling has come near the last row. */
  readonly nearEnd = new Subject<void>();

  attach(viewport: CdkVirtualScrollViewport): void {
    this.viewport = viewport;
    this.draw();
  }

  detach(): void {
    this.viewport = undefined;
  }

  onContentScrolled(): void {
    this.draw();
    if (!this.viewport) return;
    const { length, firstVisible, visible } = this.measure(this.viewport);
    if (firstVisible + visible >= length - nearEndRows) this.nearEnd.next();
  }

  onDataLengthChanged(): void {
    this.draw();
  }

  onContentRendered(): void {
    // Every row has the same height: nothing is learnt from drawing it.
  }

  onRenderedOffsetChanged(): void {
    // Only this class moves the rows.
  }

  /** In pixels. */
  setRowHeight(height: number): void {
    this.rowHeight = height;
    this.draw();
  }

  /** Scrolls no further than it takes to see the row, below a header of this height. */
  scrollToIndex(index: number, _behavior?: ScrollBehavior, headerHeight = 0): void {
    const frame = this.viewport?.scrollable?.getElementRef().nativeElement;
    if (!frame) return;
    const top = index * this.rowHeight;
    const room = frame.clientHeight - headerHeight - this.rowHeight;
    if (top < frame.scrollTop) frame.scrollTop = top;
    else if (room > 0 && top > frame.scrollTop + room) frame.scrollTop = top - room;
    this.draw();
  }

  private draw(): void {
    if (!this.viewport) return;
    const { length, firstVisible, visible } = this.measure(this.viewport);
    const isWhole = length <= drawnWholeUpTo;
    const start = isWhole ? 0 : Math.max(0, Math.min(firstVisible, length) - spareRows);
    const end = isWhole ? length : Math.min(length, firstVisible + visible + spareRows);
    this.viewport.setTotalContentSize(length * this.rowHeight);
    this.viewport.setRenderedRange({ start, end });
    this.viewport.setRenderedContentOffset(start * this.rowHeight);
    this.scrolledIndex.next(firstVisible);
  }

  private measure(viewport: CdkVirtualScrollViewport) {
    const height = viewport.scrollable.measureViewportSize('vertical');
    return {
      length: viewport.getDataLength(),
      firstVisible: Math.floor(viewport.measureScrollOffset() / this.rowHeight),
      visible: Math.ceil(height / this.rowHeight) + 1,
    };
  }
}
