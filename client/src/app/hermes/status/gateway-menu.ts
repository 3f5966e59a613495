import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { GatewayActions } from './gateway-actions';
import { SetupStore } from './setup-store';
import { StatusStore } from './status-store';

const verbs = ['start', 'stop', 'restart'] as const;

/** Verbs of the gateway that reach further: those of the service of the system, and those for all profiles. */
@Component({
  selector: 'app-gateway-menu',
  imports: [MatButton, MatMenuModule],
  template: `<button
      type="button"
      matButton="outlined"
      [disabled]="hindrance() !== undefined"
      [title]="hindrance() ?? ''"
      [matMenuTriggerFor]="more"
    >
      More
    </button>
    <mat-menu #more="matMenu">
      @if (hasSystemService()) {
        @for (each of ofSystem; track each.verb) {
          <button
            type="button"
            mat-menu-item
            [disabled]="!isRoot()"
            (click)="actions.system(each.verb)"
          >
            {{ each.label }}{{ isRoot() ? '' : ' (only root may)' }}
          </button>
        }
      }
      @for (each of ofAll; track each.verb) {
        <button type="button" mat-menu-item (click)="actions.all(each.verb)">
          {{ each.label }}
        </button>
      }
    </mat-menu>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class GatewayMenu {
  private readonly setup = inject(SetupStore);
  private readonly status = inject(StatusStore);
  protected readonly actions = inject(GatewayActions);

  protected readonly ofSystem = verbs.map((verb) => ({
    verb,
    label: `${verb[0]!.toUpperCase()}${verb.slice(1)} the system's service…`,
  }));
  protected readonly ofAll = [
    { verb: 'stop', label: 'Stop the gateways of all profiles…' },
    { verb: 'restart', label: 'End all gateways, restart this one…' },
    { verb: 'start', label: 'End all gateways, start this service…' },
  ] as const;
  protected readonly hindrance = computed(
    () => this.status.current()?.command.unavailableReason ?? undefined,
  );
  protected readonly hasSystemService = computed(
    () => this.setup.service()?.units.some(({ scope }) => scope === 'system') ?? false,
  );
  protected readonly isRoot = computed(() => this.setup.service()?.isRoot ?? false);
}
