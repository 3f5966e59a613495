import { pretty, turnsOfPrompt, turnsOfResponse } from './conversation';

describe('Conversation', () => {
  it('reads messages whose content is a string, parts or tool calls', () => {
    const body = JSON.stringify({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [{ type: 'text', text: 'Look:' }, { type: 'image_url' }] },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ function: { name: 'look', arguments: '{}' } }],
        },
      ],
    });
    expect(turnsOfPrompt(body)).toEqual([
      { role: 'system', text: 'Be brief.' },
      { role: 'user', text: 'Look:\n[image_url]' },
      { role: 'assistant', text: '→ look({})' },
    ]);
  });

  it('reads every choice of an answer', () => {
    const body = '{"choices":[{"message":{"role":"assistant","content":"a"}},{"text":"b"}]}';
    expect(turnsOfResponse(body)?.map((turn) => turn.text)).toEqual(['a', 'b']);
  });

  it('reads the message of an error', () => {
    expect(turnsOfResponse('{"error":{"message":"No."}}')).toEqual([
      { role: 'error', text: 'No.' },
    ]);
  });

  it.each(['{"messages":[{"role"', '[]', 'null', '', '{"choices":7}'])(
    'makes no conversation of %s',
    (body) => {
      expect(turnsOfPrompt(body)).toBeUndefined();
      expect(turnsOfResponse(body)).toBeUndefined();
    },
  );

  it('survives messages of any shape', () => {
    const body = '{"messages":[null,7,{"content":{"a":1}},{"role":3,"content":[null,["x"]]}]}';
    expect(turnsOfPrompt(body)).toHaveLength(4);
  });

  it('shows a body that was cut off as it is', () => {
    expect(pretty('{"a":')).toBe('{"a":');
  });
});
