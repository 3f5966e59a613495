import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { LiveRequest } from '../../../../server/live/live.contract';
import { Session } from '../session/session';
import { Badge, type Tone } from '../ui/badge';
import { Cell } from '../ui/data-table/cell';
import type { Column } from '../ui/data-table/column';
import { DataTable } from '../ui/data-table/data-table';
import { EmptyState } from '../ui/empty-state';
import { formatAge, formatBytes, formatNumber } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { RequestStop } from './request-stop';
import { RunningStore } from './running-store';

/** The requests that run, and the way to end one. */
@Component({
  selector: 'app-running-table',
  imports: [Badge, Cell, DataTable, EmptyState, Icon, RouterLink],
  templateUrl: './running-table.html',
  styles: `
    .user {
      color: inherit;
    }
    .user,
    .user span {
      display: block;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .state {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
    }
    .stop {
      color: var(--color-bad);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RunningTable {
  protected readonly session = inject(Session);
  protected readonly store = inject(RunningStore);
  protected readonly stops = inject(RequestStop);

  protected readonly columns = computed<readonly Column<LiveRequest>[]>(() => [
    { key: 'user', header: 'User', width: 9, grow: 1.5, isHideable: false, priority: 1 },
    { key: 'gateway', header: 'Gateway', text: ({ gateway }) => gateway, width: 5.5, grow: 0 },
    { key: 'model', header: 'Model', text: ({ model }) => model ?? '–', width: 9, grow: 1.5 },
    { key: 'state', header: 'State', width: 10, grow: 0 },
    { key: 'age', header: 'Age', width: 7, grow: 0, align: 'end', priority: 1 },
    { key: 'tokens', header: 'Tokens so far', width: 8, grow: 0, align: 'end' },
    {
      key: 'bytes',
      header: 'Received',
      text: ({ bytes }) => (bytes === null ? '–' : formatBytes(bytes)),
      width: 6.5,
      grow: 0,
      align: 'end',
      priority: 3,
    },
    ...(this.store.processes().size > 0
      ? [
          {
            key: 'process',
            header: 'Process',
            text: ({ instanceId }: LiveRequest) =>
              this.store.processes().get(instanceId) ?? instanceId.slice(-8),
            width: 8,
          },
        ]
      : []),
    ...(this.session.canChange()
      ? [{ key: 'stop', header: 'Actions', width: 6.5, isActions: true }]
      : []),
  ]);
  protected readonly states: Record<
    LiveRequest['state'],
    { readonly word: string; readonly tone: Tone; readonly icon: IconName }
  > = {
    waiting: { word: 'Waiting', tone: 'muted', icon: 'clock' },
    answering: { word: 'Answering', tone: 'note', icon: 'running' },
    open: { word: 'Open', tone: 'muted', icon: 'running' },
    ended: { word: 'Ended', tone: 'muted', icon: 'check' },
  };
  protected readonly number = formatNumber;
  protected readonly idOf = ({ id }: LiveRequest): string => id;

  protected ageOf({ startedAt }: LiveRequest): string {
    return formatAge(this.store.time() - Date.parse(startedAt));
  }
}
