import type { AuditFilter } from './audit.contract.ts';
import { searchPatterns, storable } from './search-patterns.ts';

/** Takes a value and answers the name of its parameter. */
export type Bind = (value: unknown) => string;

/**
 * Where candidates come from, newest first: the index that fits a filter best. `failures` holds the few requests whose
 * answer has an error status or did not end as it should.
 */
export type CandidateSource = 'requestId' | 'user' | 'failures' | 'all';

/** The predicate of the index on failures; a query must repeat it to be served by that index. */
export const isFailure = `(s.status >= 400 or s.end_reason <> 'done')`;

export function sourceFor(filter: AuditFilter): CandidateSource {
  if (filter.requestId !== undefined) return 'requestId';
  if (userOf(filter) !== undefined) return 'user';
  return isAboutFailures(filter) ? 'failures' : 'all';
}

/** Both spellings are accepted. */
export function userOf(filter: AuditFilter): string | undefined {
  return filter.apiUserId ?? filter.api_user_id;
}

/** Conditions that the index on failures can decide by itself, on `audit_response s`. */
export function outcomeConditions(filter: AuditFilter, bind: Bind): string[] {
  const { endReason, status, errorCode } = filter;
  const conditions: string[] = [];
  if (endReason !== undefined) conditions.push(`s.end_reason = ${bind(endReason)}`);
  if (status !== undefined) conditions.push(statusCondition(status, bind));
  if (errorCode !== undefined) conditions.push(`s.error_code = ${bind(storable(errorCode))}`);
  return conditions;
}

/** What the candidates of {@link sourceFor} have still to be asked, on `audit_request r` and `audit_response s`. */
export function remainingConditions(filter: AuditFilter, bind: Bind, collation: string): string[] {
  const source = sourceFor(filter);
  const conditions = source === 'failures' ? [] : outcomeConditions(filter, bind);
  const user = userOf(filter);
  if (user !== undefined && source !== 'user') conditions.push(`r.api_user_id = ${bind(user)}`);
  if (filter.gateway !== undefined) conditions.push(`r.gateway = ${bind(filter.gateway)}`);
  if (filter.stream !== undefined) conditions.push(`r.stream = ${bind(filter.stream === 'true')}`);
  if (filter.keyPrefix !== undefined)
    conditions.push(`starts_with(r.key_prefix, ${bind(storable(filter.keyPrefix))})`);
  if (filter.minDurationMs !== undefined)
    conditions.push(`s.duration_ms >= ${bind(Number(filter.minDurationMs))}`);
  if (filter.truncated !== undefined) {
    const isTruncated = '(r.request_truncated or coalesce(s.response_truncated, false))';
    conditions.push(`${isTruncated} = ${bind(filter.truncated === 'true')}`);
  }
  if (filter.upstreamModel !== undefined)
    conditions.push(`s.response_model = ${bind(storable(filter.upstreamModel))}`);
  if (filter.model !== undefined) {
    const model = bind(storable(filter.model));
    conditions.push(`(r.model = ${model} or s.response_model = ${model})`);
  }
  if (filter.search !== undefined) {
    const patterns = `any(${bind(searchPatterns(storable(filter.search)))}::text[])`;
    conditions.push(
      `(r.prompt ${collation} ilike ${patterns} or s.response ${collation} ilike ${patterns})`,
    );
  }
  return conditions;
}

/** The gateways give an error code to failures only. */
function isAboutFailures({ endReason, status, errorCode }: AuditFilter): boolean {
  if (errorCode !== undefined || (endReason !== undefined && endReason !== 'done')) return true;
  return status !== undefined && (status === 'error' || /^[45]/.test(status));
}

function statusCondition(status: string, bind: Bind): string {
  if (status === 'open') return 's.id is null';
  if (status === 'error')
    return `(s.end_reason not in ('done', 'client_abort') or s.end_reason = 'done' and s.status >= 400)`;
  if (!status.endsWith('xx')) return `s.status = ${bind(Number(status))}`;
  const first = Number(status[0]) * 100;
  return `s.status between ${bind(first)} and ${bind(first + 99)}`;
}
