import type { AuditRecordView } from '../../../../server/audit/audit.contract';

/**
 * The request again, as a command for a POSIX shell. The key is never known here: the command takes it from the
 * environment. `gateway` is the address of the gateway, with `/v1` at its end.
 */
export function curlOf(
  record: Pick<AuditRecordView, 'method' | 'path' | 'prompt' | 'stream'>,
  gateway: string,
): string {
  const address = gateway.replace(/\/v1\/?$/, '') + record.path;
  return [
    `curl ${record.stream ? '-N ' : ''}-X ${record.method} ${quoted(address)}`,
    '  -H "authorization: Bearer $HERMES_API_KEY"',
    `  -H 'content-type: application/json'`,
    `  --data-raw ${quoted(record.prompt)}`,
  ].join(' \\\n');
}

/** In single quotes a shell takes everything as it is, but for the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
