import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Badge, type Tone } from '../ui/badge';
import { Banner } from '../ui/banner';
import { FilterBar, type FilterField } from '../ui/filter-bar';
import { formatCount } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { PageHeader } from '../ui/page-header';
import { TimeStamp } from '../ui/time-stamp';
import type { LiveState } from '../live/live-channel';
import { FinishedTable } from './finished-table';
import { RequestStop } from './request-stop';
import { RunningStore, pollEveryMs } from './running-store';
import { RunningTable } from './running-table';

@Component({
  selector: 'app-running-page',
  imports: [
    Badge,
    Banner,
    FilterBar,
    FinishedTable,
    Icon,
    MatButton,
    PageHeader,
    RunningTable,
    TimeStamp,
  ],
  template: `<app-page-header title="Live" summary="What the gateways are answering now">
      <app-badge role="status" [tone]="state().tone" [icon]="state().icon">{{
        state().words
      }}</app-badge>
      @if (store.isPaused()) {
        <span class="caption soft">{{ count(store.missed(), 'change') }} since</span>
      }
      <button
        type="button"
        matButton="outlined"
        [attr.aria-pressed]="store.isPaused()"
        (click)="store.isPaused() ? store.resume() : store.pause()"
      >
        <app-icon class="lead" [name]="store.isPaused() ? 'right' : 'pause'" />{{
          store.isPaused() ? 'Go on' : 'Pause'
        }}
      </button>
    </app-page-header>
    @if (store.snapshot.value(); as snapshot) {
      @if (snapshot.incomplete; as reason) {
        <app-banner tone="warning" icon="warning" role="status">{{ reason }}</app-banner>
      }
      @if (snapshot.othersSince; as since) {
        <app-banner>
          Requests of other processes are looked up in the log, those that began after
          <app-time as="short" [at]="since" />. How far they are is known to their process only.
        </app-banner>
      }
    }
    <app-running-table>
      <app-filter-bar tools label="running requests" [fields]="fields" />
    </app-running-table>
    <app-finished-table />`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
  `,
  providers: [RunningStore, RequestStop],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RunningPage {
  protected readonly store = inject(RunningStore);
  protected readonly fields: readonly FilterField[] = [
    {
      key: 'gateway',
      label: 'Gateway',
      options: [
        { value: 'pre', label: 'pre' },
        { value: 'post', label: 'post' },
      ],
    },
    { key: 'user', label: 'User', placeholder: 'Part of a name' },
    { key: 'model', label: 'Model', placeholder: 'Part of a name' },
  ];

  protected readonly count = formatCount;
  protected readonly state = computed(() =>
    this.store.isPaused() ? paused : looks[this.store.channel.state()],
  );
}

interface Look {
  readonly words: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const paused: Look = { words: 'Paused', tone: 'warning', icon: 'pause' };
const looks: Record<LiveState, Look> = {
  live: { words: 'Connected, changes appear as they happen', tone: 'good', icon: 'live' },
  connecting: { words: 'Connecting', tone: 'muted', icon: 'running' },
  reconnecting: {
    words: `Reconnecting, read every ${pollEveryMs / 1000} s meanwhile`,
    tone: 'warning',
    icon: 'refresh',
  },
  offline: { words: 'Offline, what is shown may be old', tone: 'bad', icon: 'offline' },
};
