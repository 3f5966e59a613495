import { computed, inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type { Skills } from '../../../../../server/hermes-state/skills/skills.contract';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { fieldsFor, matching, viewOf } from './skill-view';

/** The skills of the profile in scope, and which of them the address wants to see. */
@Injectable()
export class SkillsStore {
  private readonly scope = inject(ProfileScope);
  readonly list = hermesResource<Skills>(
    () => ({ path: 'skills' }),
    ['skills', 'config', 'environment'],
  );
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  /** What was read for another profile is not shown under the name of this one. */
  readonly skills = computed(() => {
    const skills = this.list.value();
    return skills?.profile === this.scope.profile() ? skills : undefined;
  });
  readonly shown = computed(() => {
    const skills = this.skills()?.skills;
    return skills === undefined ? undefined : matching(skills, this.view());
  });
  readonly fields = computed(() => fieldsFor(this.skills()?.skills ?? []));
  readonly isFiltered = computed(() => {
    const { search, source, status, category } = this.view();
    return search !== '' || [source, status, category].some((each) => each !== undefined);
  });
}
