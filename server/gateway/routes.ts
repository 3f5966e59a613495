/** What a forwarded path speaks: decides how its answer is metered. */
export type AnswerKind = 'chat' | 'completion' | 'embedding' | 'response';

/** A path that is forwarded. The upstream's path comes from here, never from the client's text. */
export interface ForwardedRoute {
  readonly kind: AnswerKind;
  readonly upstreamPath: `/v1/${string}`;
}

export const forwardedRoutes = {
  chat: { kind: 'chat', upstreamPath: '/v1/chat/completions' },
  completion: { kind: 'completion', upstreamPath: '/v1/completions' },
  embedding: { kind: 'embedding', upstreamPath: '/v1/embeddings' },
  response: { kind: 'response', upstreamPath: '/v1/responses' },
} as const satisfies Record<AnswerKind, ForwardedRoute>;

/** Clients whose base URL lacks `/v1`, or has it twice, mean the same path. */
export const withSlips = (path: string): string[] => [`v1/${path}`, path, `v1/v1/${path}`];
