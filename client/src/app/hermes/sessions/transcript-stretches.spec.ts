import type { TranscriptMessage } from '../../../../../server/hermes-state/sessions/sessions.contract';
import { stretchesOf } from './transcript-stretches';

const message = (id: number, changes: Partial<TranscriptMessage> = {}): TranscriptMessage => ({
  id,
  at: '2026-11-20T12:00:00.000Z',
  state: 'active',
  message: { role: 'user', content: `m${id}` },
  finishReason: null,
  tokenCount: null,
  bytes: 2,
  isCut: false,
  ...changes,
});

describe('a transcript', () => {
  it('is cut where messages went out of the history', () => {
    const stretches = stretchesOf([
      message(1),
      message(2, { state: 'compacted' }),
      message(3, { state: 'compacted' }),
      message(4, { state: 'rewound' }),
      message(5),
    ]);
    expect(stretches.map(({ id, conversation }) => [id, conversation.turns.length])).toEqual([
      [1, 1],
      [2, 2],
      [4, 1],
      [5, 1],
    ]);
    expect(stretches.map(({ heading }) => heading.split(':')[0])).toEqual([
      '',
      'Summarised',
      'Taken back',
      '',
    ]);
  });

  it('names the message that was looked for, and endings that are not ordinary', () => {
    const [first, second] = stretchesOf(
      [message(1, { finishReason: 'stop' }), message(2, { finishReason: 'error', isCut: true })],
      2,
    )[0]!.conversation.turns;
    expect(first).toEqual({
      role: 'user',
      parts: [{ kind: 'text', text: 'm1' }],
      at: '2026-11-20T12:00:00.000Z',
    });
    expect(second).toMatchObject({ isWanted: true, finishReason: 'error', isCut: true });
  });
});
