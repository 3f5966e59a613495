import { computed, inject, Injectable } from '@angular/core';
import type {
  GatewayRelay,
  GatewayService,
} from '../../../../../server/hermes-state/status/gateway-setup.contract';
import { hermesResource } from '../hermes-resource';
import { StatusStore } from './status-store';

/** What keeps the gateway of the profile in scope running, and what ties it to a relay. */
@Injectable()
export class SetupStore {
  private readonly status = inject(StatusStore);
  readonly services = hermesResource<GatewayService>(
    () => ({ path: 'status/service' }),
    ['gateway'],
  );
  readonly relays = hermesResource<GatewayRelay>(
    () => ({ path: 'status/relay' }),
    ['environment', 'accounts', 'gateway'],
  );

  readonly profile = this.status.scope.profile;
  /** While another profile is read, the one before is not shown as it. */
  readonly service = computed(() => {
    const service = this.services.value();
    return service?.profile === this.profile() ? service : undefined;
  });
  readonly relay = computed(() => {
    const relay = this.relays.value();
    return relay?.profile === this.profile() ? relay : undefined;
  });
  /** Why no verb can be run. */
  readonly commandReason = computed(
    () => this.status.current()?.command.unavailableReason ?? undefined,
  );

  reload(): void {
    this.services.reload();
    this.relays.reload();
    this.status.reload();
  }
}
