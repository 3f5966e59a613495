import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  viewChild,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { CodeView } from '../../ui/code-view';
import { Countdown } from '../../ui/countdown';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { ProblemNote } from '../../ui/problem-note';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { endOf, gatewayOf, lookOf, processHindrance, purposeOf } from './process-view';
import { ProcessesStore } from './processes-store';
import { StatusStore } from './status-store';

/** In CSS pixels: about a line. */
const nearEnd = 24;

/** The processes that the server keeps running: how each does, what it wrote last, and its verbs. */
@Component({
  selector: 'app-processes-tile',
  imports: [Badge, CodeView, Countdown, EmptyState, MatButton, ProblemNote, Tile, TimeStamp],
  templateUrl: './processes-tile.html',
  styleUrl: './processes-tile.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProcessesTile {
  protected readonly store = inject(ProcessesStore);
  protected readonly session = inject(Session);
  private readonly status = inject(StatusStore);

  protected readonly verbs = [
    { verb: 'start', label: 'Start', name: 'Start' },
    { verb: 'stop', label: 'Stop…', name: 'Stop' },
    { verb: 'restart', label: 'Restart…', name: 'Restart' },
  ] as const;
  protected readonly processes = computed(() =>
    (this.store.list.value()?.items ?? []).map((process) => ({
      process,
      look: lookOf(process),
      purpose: purposeOf(process),
      upstream: process.kind === 'proxy' ? this.upstreamOf(gatewayOf(process)) : undefined,
      end: endOf(process),
      restarts: process.restarts === 0 ? '' : formatCount(process.restarts, 'restart'),
      verbs: this.verbs.map((each) => ({ ...each, why: processHindrance(each.verb, process) })),
    })),
  );
  protected readonly logText = computed(() => {
    const log = this.store.shownLog();
    return log === undefined ? undefined : log.lines.join('\n');
  });

  private readonly code = viewChild<CodeView, ElementRef<HTMLElement>>(CodeView, {
    read: ElementRef,
  });
  private followed: { readonly box: Element; readonly height: number } | undefined;

  constructor() {
    afterRenderEffect(() => {
      if (this.logText() !== undefined) this.follow();
    });
  }

  /** The newest lines stay in sight, unless somebody reads further up. */
  private follow(): void {
    const box = this.code()?.nativeElement.querySelector('.code-text');
    if (!box) return;
    const before = this.followed?.box === box ? this.followed.height : 0;
    if (box.scrollTop + box.clientHeight >= before - nearEnd) box.scrollTop = box.scrollHeight;
    this.followed = { box, height: box.scrollHeight };
  }

  private upstreamOf(gateway: string) {
    const found = this.status.proxies.value()?.items.find(({ name }) => name === gateway);
    return found?.upstream.kind === 'hermes-proxy' ? found.upstream : undefined;
  }

  protected toggle(id: string): void {
    this.store.shown.update((shown) => (shown === id ? undefined : id));
  }
}
