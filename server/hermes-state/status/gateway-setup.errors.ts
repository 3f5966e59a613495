import { DomainError } from '../../http/domain-error.ts';

/** The service, the relay or the units are not in a state in which this makes sense. */
export class GatewaySetupRefused extends DomainError {
  readonly code = 'gateway_setup_refused';
  readonly status = 409;
}

export class LegacyUnitsChanged extends DomainError {
  readonly code = 'legacy_units_changed';
  readonly status = 409;

  constructor() {
    super('There are other units now than were shown. Look again before removing any.');
  }
}
