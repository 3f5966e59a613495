import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { HealthCheck, Listener, Reach } from '../../../../server/system/system.contract';
import { Badge, type Tone } from '../ui/badge';
import type { IconName } from '../ui/icon';
import { Tile } from '../ui/tile';
import { SystemStore } from './system-store';

const reaches: Readonly<Record<Reach, string>> = {
  this_machine: 'This machine',
  one_address: 'Network',
  every_address: 'Every network',
};

/** Whether being reached by others is well is for the health check to say: it knows what stands before a port. */
const looks: Readonly<
  Record<HealthCheck['state'], { readonly tone: Tone; readonly icon: IconName }>
> = {
  ok: { tone: 'muted', icon: 'server' },
  warning: { tone: 'warning', icon: 'warning' },
  failed: { tone: 'bad', icon: 'error' },
};

/** On which addresses this console, its gateways and programs of Hermes listen, by their sockets. */
@Component({
  selector: 'app-listeners-tile',
  imports: [Badge, Tile],
  template: `<app-tile title="Listening" [resource]="store.system" [lines]="5">
    <ul>
      @for (listener of listeners(); track $index) {
        @let look = lookOf(listener);
        <li>
          <strong>{{ listener.name }}</strong>
          <code>{{ addressOf(listener) }}</code>
          <app-badge [tone]="look.tone" [icon]="look.icon">{{ reaches[listener.reach] }}</app-badge>
          @if (listener.source === 'command_line') {
            <p class="caption soft">As it was started; its socket is not to be seen from here.</p>
          }
        </li>
      }
    </ul>
    <p class="caption soft">
      @if (store.system.value()?.listeners?.hermes === null) {
        Whether a dashboard or a proxy of Hermes listens is not known: this system does not list
        processes and sockets.
      } @else if (store.system.value()?.listeners?.hermes?.length === 0) {
        No dashboard and no proxy of Hermes is to be seen from here.
      } @else {
        Read from the sockets, as <code>ss -tlnp</code> shows them.
      }
    </p>
  </app-tile>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      grid-column: 1 / -1;
    }
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr));
      gap: var(--space-3) var(--space-6);
      font-size: var(--text-table);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto;
      align-items: center;
      align-content: start;
      gap: 0 var(--space-3);
    }
    strong {
      font-weight: var(--weight-medium);
    }
    code {
      grid-row: 2;
      overflow-wrap: anywhere;
    }
    app-badge {
      grid-row: 1 / span 2;
      grid-column: 2;
    }
    p {
      grid-column: 1 / -1;
    }
    ul + p {
      margin-top: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ListenersTile {
  protected readonly store = inject(SystemStore);
  protected readonly reaches = reaches;
  protected readonly listeners = computed(() => {
    const { own = [], hermes = [] } = this.store.system.value()?.listeners ?? {};
    return [...own, ...(hermes ?? [])];
  });

  protected lookOf({ kind, reach }: Listener) {
    const name = kind.startsWith('hermes_') ? 'listening (Hermes)' : 'listening';
    const check = this.store.system.value()?.health.find((each) => each.name === name);
    return looks[reach === 'this_machine' ? 'ok' : (check?.state ?? 'ok')];
  }

  protected addressOf({ address, port }: Listener): string {
    return `${address.includes(':') ? `[${address}]` : address}:${port}`;
  }
}
