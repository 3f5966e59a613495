import { DomainError } from '../http/domain-error.ts';

/** The upstream of a gateway does not say which models it has. */
export class ModelsUnavailable extends DomainError {
  readonly code = 'models_unavailable';
  readonly status = 503;

  constructor(reason: string) {
    super(`The gateway's models could not be listed. ${reason}`);
  }
}
