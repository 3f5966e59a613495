import { DomainError } from '../../http/domain-error.ts';

/** A change or a test of a server that makes no sense, or that Hermes would refuse, in a sentence. */
export class McpRefused extends DomainError {
  readonly code = 'mcp_refused';
  readonly status = 422;
}
