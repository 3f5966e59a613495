/** Connection failures and a server that is starting, stopping or full: waiting helps. (PostgreSQL, appendix A) */
export function isAway(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return (
    /^(ECONN|EHOST|ENET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOENT|08|53|57P)/.test(code) ||
    /timeout|terminated|Connection ended|connection error/i.test(reasonOf(error))
  );
}

/** All connections of the pool were in use for as long as it waits (pg-pool); nothing of the statement was sent. */
export function isCrowded(error: unknown): boolean {
  return reasonOf(error) === 'timeout exceeded when trying to connect';
}

/** The message without the connection string; aggregated errors (several addresses of one host) have an empty one. */
export function reasonOf(error: unknown): string {
  const { message, code, errors } = error as Error & { code?: string; errors?: Error[] };
  return message || errors?.[0]?.message || code || 'unknown';
}
