import type { TestProduct } from './test-product.ts';
import type { SeenRequest } from './test-upstream.ts';

/** A chunk of a streamed completion, as far as tests look at it. */
export interface StreamedChunk {
  readonly choices: readonly { readonly delta: { readonly content?: string } }[];
  readonly error?: { readonly message: string };
}

/** Calls a gateway the way a test wants to: short, and with anything bent out of shape. */
export class GatewayClient {
  constructor(
    private readonly product: TestProduct,
    readonly key: string,
  ) {}

  /** Posts a chat request to the `pre` gateway; `model` says how the upstream behaves. */
  ask(
    model: string,
    fields: object = {},
    options: { key?: string; path?: string; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    return fetch(`${this.product.pre}${options.path ?? '/v1/chat/completions'}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${options.key ?? this.key}`,
        'content-type': 'application/json',
        ...options.headers,
      },
      body: JSON.stringify({
        model,
        messages: [{ role: 'user', content: 'Hello' }],
        max_tokens: 50,
        ...fields,
      }),
    });
  }

  get(path: string, key = this.key): Promise<Response> {
    return fetch(this.product.pre + path, { headers: { authorization: `Bearer ${key}` } });
  }

  /** What the upstream saw of the request that this answers. */
  seen(response: Response): SeenRequest | undefined {
    return this.product.upstream.seen.find(
      (seen) => seen.headers['x-request-id'] === idOf(response),
    );
  }
}

export const idOf = (response: Response): string => response.headers.get('x-request-id')!;

/** Answers are checked by their values, so their type is left open. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const jsonOf = async (response: Response): Promise<any> => response.json();

export const chunksOf = (text: string): StreamedChunk[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice(6)) as StreamedChunk);
