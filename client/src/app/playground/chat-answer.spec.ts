import { eventsOf, noAnswer, withEvents, withPiece } from './chat-answer';

/** A body that arrives in these pieces. */
const bodyOf = (...pieces: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> => {
  const left = pieces.map((piece) =>
    typeof piece === 'string' ? new TextEncoder().encode(piece) : piece,
  );
  const reader = {
    read: () => {
      const value = left.shift();
      return Promise.resolve(value === undefined ? { done: true } : { done: false, value });
    },
  };
  return { getReader: () => reader } as unknown as ReadableStream<Uint8Array>;
};
const read = async (body: ReadableStream<Uint8Array>): Promise<string[]> => {
  const all: string[] = [];
  for await (const events of eventsOf(body)) all.push(...events);
  return all;
};

describe('Answer of a chat', () => {
  it('puts events together wherever the network cut them', async () => {
    const bytes = new TextEncoder().encode('data: {"a":"ü"}\n\n: keep-alive\n\ndata: [DONE]\n\n');
    for (let cut = 1; cut < bytes.length; cut++) {
      const body = bodyOf(bytes.slice(0, cut), bytes.slice(cut));
      expect(await read(body)).toEqual(['{"a":"ü"}', '[DONE]']);
    }
  });

  it('grows by each piece, and knows when it is whole', () => {
    const answer = withEvents(noAnswer, [
      '{"choices":[{"delta":{"content":"Hel"}}]}',
      '{"choices":[{"delta":{"content":"lo"},"finish_reason":"stop"}]}',
      '{"choices":[],"usage":{"total_tokens":7}}',
      '[DONE]',
    ]);
    expect(answer).toMatchObject({
      text: 'Hello',
      finishReason: 'stop',
      usage: { total_tokens: 7 },
      isWhole: true,
    });
  });

  it('is not whole after an error in the stream', () => {
    const error = { message: 'Cut.', code: 'upstream_cut', type: 'server_error' };
    const answer = withEvents(noAnswer, [JSON.stringify({ error })]);
    expect(answer).toMatchObject({ error, isWhole: false });
  });

  it('takes an answer that came at once', () => {
    const message = { content: 'Hi', reasoning_content: 'Hm' };
    expect(withPiece(noAnswer, { choices: [{ message }] })).toMatchObject({
      text: 'Hi',
      reasoning: 'Hm',
    });
  });

  it('survives events that are no JSON', () => {
    expect(withEvents(noAnswer, ['nonsense'])).toBe(noAnswer);
  });
});
