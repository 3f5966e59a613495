import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import type { Gateways } from '../../../../server/gateway/gateways.contract';

export interface KeyExample {
  readonly gateway: 'pre' | 'post';
  readonly address: string;
  readonly command: string;
  /** `false` when the model in it is only a stand-in. */
  readonly isModelKnown: boolean;
}

/** Names of the models each gateway offers, in its order, as far as they could be read. */
export type OfferedModels = Partial<Record<'pre' | 'post', readonly string[]>>;

/** One command for each gateway the key is good for, ready to be pasted into a shell. */
export function keyExamples(
  user: ApiUserView,
  key: string,
  gateways: Gateways,
  offered: OfferedModels = {},
): KeyExample[] {
  return goodFor(user, gateways).map(({ name, address }) => {
    const model = modelFor(user, offered[name] ?? []);
    const body = {
      model: model ?? standIn,
      messages: [{ role: 'user', content: 'Hello' }],
    };
    return {
      gateway: name,
      address,
      isModelKnown: model !== undefined,
      command: [
        `curl ${address}/chat/completions \\`,
        `  -H 'Authorization: Bearer ${key}' \\`,
        `  -H 'Content-Type: application/json' \\`,
        `  -d ${quoted(JSON.stringify(body))}`,
      ].join('\n'),
    };
  });
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

/** Where nobody can say which models there are; the address lists them under `/models`. */
const standIn = 'Hermes-4-70B';

/** The first model that the gateway has and the user may use. */
function modelFor({ allowedModels }: ApiUserView, offered: readonly string[]): string | undefined {
  if (allowedModels === null) return offered[0];
  return allowedModels.find((model) => offered.includes(model)) ?? allowedModels[0];
}

function goodFor(user: ApiUserView, gateways: Gateways): Gateways['items'] {
  return gateways.items.filter(({ name }) => user.gateways.includes(name));
}

/** As one word for a POSIX shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
