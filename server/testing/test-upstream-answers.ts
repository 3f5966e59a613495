import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** A request as far as the test upstream looks at it. */
export interface UpstreamCallBody {
  readonly model?: string;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly dimensions?: number;
  /** The answer itself, word for word, with the credential of the request for `$KEY`. */
  readonly say?: { readonly status: number; readonly text: string };
}

export const usage = { prompt_tokens: 5, completion_tokens: 20, total_tokens: 25 };
const head = { id: 'chatcmpl-test', created: 1, model: 'test-model' };
export const event = (data: unknown): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
export const chunkOf = (delta: object, finish: string | null = null, index = 0) => ({
  ...head,
  object: 'chat.completion.chunk',
  choices: [{ index, delta, finish_reason: finish }],
});

/** A well-behaved plain answer of any path. */
export async function answerPlain(
  path: string,
  call: UpstreamCallBody,
  mode: string,
  argument: string,
  response: ServerResponse,
): Promise<void> {
  if (mode === 'slow') await sleep(Number(argument));
  response.setHeader('content-type', 'application/json').setHeader('x-request-id', 'upstream-1');
  response.end(JSON.stringify(plainBody(path, call)));
}

function plainBody(path: string, call: UpstreamCallBody): object {
  if (path === '/v1/embeddings')
    return {
      object: 'list',
      model: 'test-model',
      data: [{ object: 'embedding', index: 0, embedding: Array(call.dimensions ?? 8).fill(0.5) }],
      usage: { prompt_tokens: 5, total_tokens: 5 },
    };
  if (path === '/v1/responses') return responseObject();
  if (path === '/v1/completions')
    return {
      ...head,
      object: 'text_completion',
      choices: [{ index: 0, text: 'plain text', finish_reason: 'stop', logprobs: null }],
      usage,
    };
  return {
    ...head,
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'a plain answer' },
        finish_reason: 'stop',
      },
    ],
    usage,
  };
}

function responseObject(): object {
  return {
    id: 'resp-test',
    object: 'response',
    created_at: 1,
    status: 'completed',
    model: 'test-model',
    output: [
      {
        type: 'message',
        id: 'msg-1',
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'a plain answer', annotations: [] }],
      },
    ],
    usage: { input_tokens: 5, output_tokens: 20, total_tokens: 25 },
  };
}

/** A stream: well-behaved for `ok`, `slow` and unknown modes, otherwise odd in the way the mode says. */
export async function answerStream(
  path: string,
  call: UpstreamCallBody,
  mode: string,
  argument: string,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('content-type', 'text/event-stream').flushHeaders();
  const pauseMs = mode === 'slow' ? Number(argument) : mode === 'drip' ? 2 : 0;
  for (const part of path === '/v1/responses' ? responseEvents() : parts(call, mode, argument)) {
    if (response.destroyed) return;
    response.write(part);
    if (pauseMs > 0) await sleep(pauseMs);
  }
  response.end();
}

function responseEvents(): string[] {
  const delta = (text: string) =>
    event({ type: 'response.output_text.delta', delta: text, output_index: 0 });
  return [
    `event: response.created\n${event({ type: 'response.created', response: { id: 'resp-test' } })}`,
    delta('a plain '),
    delta('answer'),
    `event: response.completed\n${event({ type: 'response.completed', response: responseObject() })}`,
  ];
}

function parts(call: UpstreamCallBody, mode: string, argument: string): (string | Buffer)[] {
  const words = mode === 'ok' || mode === 'n' ? Number(argument || 20) : 20;
  const content = Array.from({ length: words }, (_, index) =>
    event(chunkOf({ content: `word${index} ` })),
  );
  const opening = event(chunkOf({ role: 'assistant', content: '' }));
  const finish = event(chunkOf({}, 'stop'));
  const usageChunk = call.stream_options?.include_usage
    ? event({ ...chunkOf({}), choices: [], usage })
    : '';
  const done = event('[DONE]');
  const whole = [opening, ...content, finish, usageChunk, done];
  const oddUsage = (stated: unknown) => [
    opening,
    ...content,
    finish,
    event({ ...chunkOf({}), choices: [], usage: stated }),
    done,
  ];
  switch (mode) {
    case 'nodone':
      return [opening, ...content, finish];
    case 'afterdone':
      return [...whole, event(chunkOf({ content: 'too late' })), done];
    case 'dupusage':
      return [opening, ...content, finish, usageChunk, usageChunk, done];
    case 'negusage':
      return oddUsage({ prompt_tokens: 5, completion_tokens: -1e9, total_tokens: -1e9 });
    case 'hugeusage':
      return oddUsage({ prompt_tokens: 5, completion_tokens: 1e18, total_tokens: 1e18 });
    case 'nousage':
      return [opening, ...content, finish, done];
    case 'cr':
      return whole.map((part) => part.replaceAll('\n', '\r'));
    case 'crlf':
      return whole.map((part) => part.replaceAll('\n', '\r\n'));
    case 'drip':
      return Array.from(
        Buffer.from([opening, content[0], finish, usageChunk, done].join('')),
        (byte) => Buffer.of(byte),
      );
    case 'splitutf8': {
      const bytes = Buffer.from(event(chunkOf({ content: 'grüße 😀' })));
      const middle = bytes.indexOf(0xf0) + 2;
      return [opening, bytes.subarray(0, middle), bytes.subarray(middle), finish, usageChunk, done];
    }
    case 'badutf8':
      return [
        opening,
        Buffer.concat([
          Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"'),
          Buffer.of(0xff, 0xfe, 0xc3),
          Buffer.from('"}}]}\n\n'),
        ]),
        finish,
        usageChunk,
        done,
      ];
    case 'nul':
      return [
        opening,
        event(chunkOf({ content: 'a\u0000b\ud800' })),
        event('{"choices":[{"index":0,"delta":{"content":"\0"}}]}'),
        finish,
        usageChunk,
        done,
      ];
    case 'longline':
      return [
        opening,
        event(chunkOf({ content: 'x'.repeat(Number(argument || 10) * 1_000_000) })),
        finish,
        usageChunk,
        done,
      ];
    case 'flood':
      return [
        opening,
        ...Array<string>(Number(argument || 12) * 16).fill(
          event(chunkOf({ content: 'y'.repeat(65_000) })),
        ),
        finish,
        done,
      ];
    case 'nonl':
      return [opening, ...content, finish, usageChunk, 'data: [DONE]'];
    case 'tools':
      return [
        opening,
        event(
          chunkOf({
            tool_calls: [
              {
                index: 0,
                id: 'call-1',
                type: 'function',
                function: { name: 'look', arguments: '{"a"' },
              },
            ],
          }),
        ),
        event(chunkOf({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] })),
        event(chunkOf({}, 'tool_calls')),
        usageChunk,
        done,
      ];
    case 'reasoning':
      return [
        opening,
        event(chunkOf({ reasoning_content: 'hm' })),
        ...content,
        finish,
        usageChunk,
        done,
      ];
    case 'n':
      return [
        event(chunkOf({ content: 'one' })),
        event(chunkOf({ content: 'two' }, null, 1)),
        finish,
        event(chunkOf({}, 'stop', 1)),
        usageChunk,
        done,
      ];
    default:
      return whole;
  }
}
