import { StreamMeter } from './stream-meter.ts';

const chunk = (fields: object) => JSON.stringify({ id: 'c1', model: 'm', ...fields });
const delta = (content: string, finish: string | null = null, index = 0) =>
  chunk({ choices: [{ index, delta: { content }, finish_reason: finish }] });
const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const usageOnly = chunk({ choices: [], usage });
const meterOf = (options: { wantsUsage?: boolean; maxBytes?: number } = {}) =>
  new StreamMeter('chat', { wantsUsage: false, maxBytes: 1000, ...options });

describe('StreamMeter', () => {
  it('withholds the usage chunk from a client that did not ask for it, and counts it', () => {
    const meter = meterOf();
    expect(meter.see(usageOnly)).toBe('withhold');
    expect(meter.usage).toMatchObject({ promptTokens: 3, completionTokens: 4, totalTokens: 7 });
    expect(meterOf({ wantsUsage: true }).see(usageOnly)).toBe('pass');
  });

  it('takes a stream for complete only with an end mark or a finish reason for every choice', () => {
    const meter = meterOf();
    meter.see(delta('a'));
    meter.see(delta('b', null, 1));
    expect(meter.isComplete).toBe(false);
    meter.see(delta('', 'stop'));
    expect(meter.isComplete).toBe(false);
    meter.see(delta('', 'stop', 1));
    expect(meter.isComplete).toBe(true);
  });

  it('holds the end mark', () => {
    const meter = meterOf();
    expect(meter.see('[DONE]')).toBe('hold');
    expect(meter.isOver).toBe(true);
  });

  it('puts text, reasoning and tool calls together into one completion', () => {
    const meter = meterOf();
    const call = (fields: object) =>
      chunk({ choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...fields }] } }] });
    meter.see(
      chunk({ choices: [{ index: 0, delta: { role: 'assistant', reasoning_content: 'hm' } }] }),
    );
    meter.see(delta('Hel'));
    meter.see(delta('lo'));
    meter.see(call({ id: 't1', type: 'function', function: { name: 'look', arguments: '{"a"' } }));
    meter.see(call({ function: { arguments: ':1}' } }));
    meter.see(delta('', 'tool_calls'));
    meter.see(usageOnly);
    expect(JSON.parse(meter.assembled())).toMatchObject({
      id: 'c1',
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          finish_reason: 'tool_calls',
          message: {
            role: 'assistant',
            content: 'Hello',
            reasoning_content: 'hm',
            tool_calls: [{ id: 't1', function: { name: 'look', arguments: '{"a":1}' } }],
          },
        },
      ],
      usage,
    });
  });

  it('keeps no more of the answer than it may, and still counts all of it', () => {
    const meter = meterOf({ maxBytes: 10 });
    for (let index = 0; index < 100; index++) meter.see(delta('12345678'));
    expect(meter.assembled().length).toBeLessThan(300);
    expect(meter.answerTokens).toBe(200);
  });

  it.each([
    ['negative', { prompt_tokens: 3, completion_tokens: -9, total_tokens: -6 }],
    ['text', { prompt_tokens: '3', completion_tokens: 4 }],
    ['beyond belief', { prompt_tokens: 3, completion_tokens: 1e15 }],
    ['a list', [1, 2]],
  ])('does not believe usage that is %s', (_, stated) => {
    const meter = meterOf();
    meter.see(chunk({ choices: [], usage: stated }));
    expect(meter.usage).toBeUndefined();
  });

  it('is not harmed by what is not a completion chunk', () => {
    const meter = meterOf();
    for (const data of [
      'null',
      '7',
      'not json',
      '{"choices":{}}',
      '{"choices":[null,7,{"delta":3}]}',
      '{"__proto__":{"x":1}}',
    ])
      expect(meter.see(data)).toBe('pass');
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('holds the closing event of a responses stream and takes the answer from it', () => {
    const meter = new StreamMeter('response', { wantsUsage: false, maxBytes: 1000 });
    expect(meter.see('{"type":"response.output_text.delta","delta":"Hi"}')).toBe('pass');
    const response = {
      id: 'r1',
      status: 'completed',
      usage: { input_tokens: 2, output_tokens: 1, total_tokens: 3 },
    };
    expect(meter.see(JSON.stringify({ type: 'response.completed', response }))).toBe('hold');
    expect(JSON.parse(meter.assembled())).toEqual(response);
    expect(meter.usage).toMatchObject({ promptTokens: 2, completionTokens: 1 });
  });
});
