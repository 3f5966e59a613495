import { computed, inject, Injectable } from '@angular/core';
import type { Hooks } from '../../../../../server/hermes-state/hooks/hooks.contract';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';

/** The hooks of the profile in scope. */
@Injectable()
export class HooksStore {
  private readonly scope = inject(ProfileScope);
  readonly list = hermesResource<Hooks>(
    () => ({ path: 'hooks' }),
    ['hooks', 'config', 'environment', 'plugins'],
  );
  /** While another profile loads, the last one is not shown under its name. */
  readonly hooks = computed(() => {
    const found = this.list.value();
    return found?.profile === this.scope.profile() ? found : undefined;
  });
  /** Hooks that somebody wants to have and Hermes passes over silently. */
  readonly unenforced = computed(() =>
    (this.hooks()?.shell ?? []).filter(({ standing }) => standing === 'unconsented'),
  );
}
