import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
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
import { endOf, processHindrance, processLooks, purposeOf } from './process-view';
import { ProcessesStore } from './processes-store';

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

  protected readonly verbs = [
    { verb: 'start', label: 'Start', name: 'Start' },
    { verb: 'stop', label: 'Stop…', name: 'Stop' },
    { verb: 'restart', label: 'Restart…', name: 'Restart' },
  ] as const;
  protected readonly processes = computed(() =>
    (this.store.list.value()?.items ?? []).map((process) => ({
      process,
      look: processLooks[process.state],
      purpose: purposeOf(process),
      end: endOf(process),
      restarts: process.restarts === 0 ? '' : formatCount(process.restarts, 'restart'),
      verbs: this.verbs.map((each) => ({ ...each, why: processHindrance(each.verb, process) })),
    })),
  );
  protected readonly logText = computed(() => {
    const log = this.store.shownLog();
    return log === undefined ? undefined : log.lines.join('\n');
  });

  protected toggle(id: string): void {
    this.store.shown.update((shown) => (shown === id ? undefined : id));
  }
}
