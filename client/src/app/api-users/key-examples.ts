import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import type { Gateways } from '../../../../server/gateway/gateways.contract';

export interface KeyExample {
  readonly gateway: 'pre' | 'post';
  readonly address: string;
  readonly command: string;
}

/** One command for each gateway the key is good for, ready to be pasted into a shell. */
export function keyExamples(user: ApiUserView, key: string, gateways: Gateways): KeyExample[] {
  return goodFor(user, gateways).map(({ name, address }) => ({
    gateway: name,
    address,
    command: [
      `curl ${address}/chat/completions \\`,
      `  -H 'Authorization: Bearer ${key}' \\`,
      `  -H 'Content-Type: application/json' \\`,
      `  -d ${quoted(JSON.stringify({ model: modelFor(user), messages: [{ role: 'user', content: 'Hello' }] }))}`,
    ].join('\n'),
  }));
}

/** Contents of a `.env` file that OpenAI clients understand. */
export function environmentFile(
  user: ApiUserView,
  key: string,
  gateways: Gateways | undefined,
): string {
  const addresses = gateways === undefined ? [] : goodFor(user, gateways);
  return [
    `# Key of ${user.displayName.replaceAll(/\s+/g, ' ')}`,
    `OPENAI_API_KEY=${key}`,
    ...addresses.map(
      ({ name, address }, index) =>
        `${index === 0 ? '' : '# '}OPENAI_BASE_URL=${address}${index === 0 ? '' : ` (${name})`}`,
    ),
    '',
  ].join('\n');
}

/** Any model will do where all are allowed; the address lists them under `/models`. */
function modelFor(user: ApiUserView): string {
  return user.allowedModels?.[0] ?? 'Hermes-4-70B';
}

function goodFor(user: ApiUserView, gateways: Gateways): Gateways['items'] {
  return gateways.items.filter(({ name }) => user.gateways.includes(name));
}

/** As one word for a POSIX shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
