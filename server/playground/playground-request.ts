import { Readable } from 'node:stream';
import type { Request } from 'express';
import type { z } from 'zod';
import type { playgroundChatSchema } from './playground.contract.ts';

/** What the records name as the client of a playground's request. */
export const playgroundAgent = 'hermes-console-playground/1';

/** A request as a client of the gateway would send it: the gateway reads its body, method and headers, no more. */
export function playgroundRequest(chat: z.output<typeof playgroundChatSchema>): Request {
  const { model, messages, temperature, maxTokens, stream } = chat;
  const body = Buffer.from(
    JSON.stringify({
      model,
      messages,
      stream,
      ...(stream && { stream_options: { include_usage: true } }),
      ...(temperature !== undefined && { temperature }),
      ...(maxTokens !== undefined && { max_tokens: maxTokens }),
    }),
  );
  const headers: Readonly<Record<string, string>> = {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'user-agent': playgroundAgent,
  };
  const parts = {
    method: 'POST',
    headers,
    get: (name: string): string | undefined => headers[name.toLowerCase()],
  };
  return Object.assign(Readable.from([body], { objectMode: false }), parts) as unknown as Request;
}
