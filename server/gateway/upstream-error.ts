const hidden = '[hidden]';
/** Deeper than any error object; a hostile one must not exhaust the stack. */
const maxDepth = 64;
/** A credential in the notation of its header, whosever it is: that of a provider behind Hermes' proxy is not known here. */
const bearer = /\b(Bearer\s+)[\w.~+/=-]{8,}/gi;
/** Codes and types by which providers say that the credential they were given is bad: the gateway's own. */
const credentialFault = /api[_-]?key|auth|credential|^key_(revoked|rotated|expired)$/i;

/** A text of the upstream without its credential, which some upstreams repeat in their errors. */
export function masked(text: string, upstreamKey: string | undefined): string {
  const known = upstreamKey ? text.replaceAll(upstreamKey, hidden) : text;
  return known.replace(bearer, `$1${hidden}`);
}

/** The same for every text inside a value, names of fields included. */
export function maskedDeep(value: unknown, upstreamKey: string | undefined, depth = 0): unknown {
  if (typeof value === 'string') return masked(value, upstreamKey);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxDepth) return hidden;
  if (Array.isArray(value)) return value.map((part) => maskedDeep(part, upstreamKey, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      masked(name, upstreamKey),
      maskedDeep(part, upstreamKey, depth + 1),
    ]),
  );
}

/** Whether an error object blames the credential. To a client it would look as if its own key were bad. */
export function blamesCredential(error: Readonly<Record<string, unknown>>): boolean {
  return [error.code, error.type].some(
    (name) => typeof name === 'string' && credentialFault.test(name),
  );
}

/** The error object in a body, in the shapes that are around; `undefined` when there is none. */
export function errorIn(body: unknown): Record<string, unknown> | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { error, message } = body as { error?: unknown; message?: unknown };
  if (typeof error === 'string') return { message: error };
  if (typeof error === 'object' && error !== null) return error as Record<string, unknown>;
  return typeof message === 'string' ? (body as Record<string, unknown>) : undefined;
}

/**
 * The JSON text of an error inside an answer that had begun, as a client may see it; `undefined` where the one that came
 * hides nothing.
 */
export function retold(body: unknown, upstreamKey: string | undefined): string | undefined {
  const shown = maskedDeep(body, upstreamKey);
  const error = errorIn(shown);
  if (error && blamesCredential(error))
    Object.assign(error, { type: 'server_error', code: 'upstream_auth_failed' });
  const text = JSON.stringify(shown);
  try {
    return text === JSON.stringify(body) ? undefined : text;
  } catch {
    // Nested too deeply to be printed.
    return text;
  }
}
