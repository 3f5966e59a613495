import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { CopyButton } from '../../ui/copy-button';
import { Tile } from '../../ui/tile';
import { SetupActions } from './setup-actions';
import { SetupStore } from './setup-store';
import { managerNames, serviceHindrance } from './setup-view';

/** What keeps the gateway running when nobody looks: its service, and what is in its way. */
@Component({
  selector: 'app-service-tile',
  imports: [Banner, CopyButton, MatButton, Tile],
  templateUrl: './service-tile.html',
  styleUrl: './setup-tile.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ServiceTile {
  protected readonly store = inject(SetupStore);
  protected readonly actions = inject(SetupActions);
  protected readonly session = inject(Session);

  protected readonly managers = managerNames;
  protected readonly hindrances = computed(() => {
    const service = this.store.service();
    if (service === undefined) return undefined;
    const reason = this.store.commandReason();
    return {
      install: serviceHindrance('install', service, reason),
      uninstall: serviceHindrance('uninstall', service, reason),
      migrate: serviceHindrance('migrate', service, reason),
    };
  });
  protected readonly setupCommand = computed(
    () => `hermes -p ${this.store.profile()} gateway setup`,
  );
}
