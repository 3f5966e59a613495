import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type { Tools } from '../../../../../server/hermes-state/tools/tools.contract';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { groupsOf, platformsShown, viewOf } from './tools-view';

/** The toolsets of the profile in scope, and what of them the address wants to see. */
@Injectable()
export class ToolsStore {
  readonly scope = inject(ProfileScope);
  readonly list = hermesResource<Tools>(
    () => ({ path: 'tools' }),
    ['config', 'environment', 'accounts', 'plugins'],
  );
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });

  /** While another profile is read, the one before is not shown as it. */
  readonly tools = computed(() => {
    const tools = this.list.value();
    return tools?.profile === this.scope.profile() ? tools : undefined;
  });
  readonly platforms = computed(() => {
    const tools = this.tools();
    return tools === undefined ? [] : platformsShown(tools, this.view().isWide);
  });
  readonly groups = computed(() => groupsOf(this.tools()?.toolsets ?? [], this.view().search));
}
