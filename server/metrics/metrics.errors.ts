import { fixedError } from '../http/domain-error.ts';

export class MetricsTokenWrong extends fixedError(
  'metrics_token_wrong',
  401,
  'Send "Authorization: Bearer …" with the value of HERMES_METRICS_TOKEN.',
) {}

export class MetricsClosed extends fixedError(
  'metrics_closed',
  403,
  'Metrics are open to this machine only. Set HERMES_METRICS_TOKEN to read them from elsewhere, or through a proxy.',
) {}
