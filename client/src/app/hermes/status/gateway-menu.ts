import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { GatewayActions } from './gateway-actions';
import { ProcessesStore } from './processes-store';
import { SetupStore } from './setup-store';
import { keptReason } from './status-looks';
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
            [disabled]="ofSystemWhy() !== undefined"
            (click)="actions.system(each.verb)"
          >
            {{ each.label }}
            @if (ofSystemWhy(); as why) {
              <span class="why">{{ why }}</span>
            }
          </button>
        }
      }
      @for (each of ofAll; track each.verb) {
        <button
          type="button"
          mat-menu-item
          [disabled]="ofAllWhy() !== undefined"
          (click)="actions.all(each.verb)"
        >
          {{ each.label }}
          @if (ofAllWhy(); as why) {
            <span class="why">{{ why }}</span>
          }
        </button>
      }
    </mat-menu>`,
  styles: `
    .why {
      display: block;
      font-size: var(--text-caption);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class GatewayMenu {
  private readonly processes = inject(ProcessesStore);
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
  protected readonly ofSystemWhy = computed(() => {
    if (this.processes.isGatewayKept()) return keptReason([this.setup.profile()]);
    return this.setup.service()?.isRoot ? undefined : 'Only root may.';
  });
  /** They end every gateway, so one that is kept running is in their way. */
  protected readonly ofAllWhy = computed(() => {
    const kept = this.processes.keptProfiles();
    return kept.length > 0 ? keptReason(kept) : undefined;
  });
}
