import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type { Plugins } from '../../../../../server/hermes-state/plugins/plugins.contract';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { fieldsFor, matching, viewOf } from './plugin-view';

/** The plugins of the profile in scope, and which of them the address wants to see. */
@Injectable()
export class PluginsStore {
  private readonly scope = inject(ProfileScope);
  readonly list = hermesResource<Plugins>(
    () => ({ path: 'plugins' }),
    ['plugins', 'config', 'environment', 'gateway'],
  );
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  /** What was read for another profile is not shown under the name of this one. */
  readonly plugins = computed(() => {
    const plugins = this.list.value();
    return plugins?.profile === this.scope.profile() ? plugins : undefined;
  });
  readonly shown = computed(() => {
    const plugins = this.plugins()?.plugins;
    return plugins === undefined ? undefined : matching(plugins, this.view());
  });
  readonly fields = computed(() => fieldsFor(this.plugins()?.plugins ?? []));
  readonly isFiltered = computed(() => {
    const { search, origin, state, kind } = this.view();
    return search !== '' || [origin, state, kind].some((each) => each !== undefined);
  });
}
