import { DomainError } from '../../http/domain-error.ts';

/** One value of a YAML text cannot be changed without touching something else; a person has to do it. */
export class YamlNotPatchable extends DomainError {
  readonly code = 'yaml_not_patchable';
  readonly status = 409;

  constructor(why: string) {
    super(`${why} Nothing was changed: use the raw editor for this.`);
  }
}
