const secretName =
  /(^|[_.-])(api[_-]?key|key|token|secret|password|passwd|passphrase|credentials?|authorization|bearer|cookie|pat)s?$|(apiKey|Token|Secret|Password)$/i;
/** Names that end like a secret's and hold none. */
const harmlessName = /(^|_)(key_env|api_key_env|max_tokens|public_key|token_analytics)$/i;

/** Whether what stands under a name is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !harmlessName.test(name);
}
