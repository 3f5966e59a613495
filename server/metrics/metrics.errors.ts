import { DomainError } from '../http/domain-error.ts';

export class MetricsTokenWrong extends DomainError {
  readonly code = 'metrics_token_wrong';
  readonly status = 401;

  constructor() {
    super('Send "Authorization: Bearer …" with the value of HERMES_METRICS_TOKEN.');
  }
}

export class MetricsClosed extends DomainError {
  readonly code = 'metrics_closed';
  readonly status = 403;

  constructor() {
    super(
      'Metrics are open to this machine only. Set HERMES_METRICS_TOKEN to read them from elsewhere, or through a proxy.',
    );
  }
}
