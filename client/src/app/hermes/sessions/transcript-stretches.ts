import type { TranscriptMessage } from '../../../../../server/hermes-state/sessions/sessions.contract';
import type { Conversation, Turn } from '../../audit/conversation';
import { messageTurn } from '../../audit/conversation-turns';

/** Messages that belong together: of the history as it is, or of what went out of it. */
export interface Stretch {
  readonly id: number;
  /** Empty for the history as it is. */
  readonly heading: string;
  readonly conversation: Conversation;
}

const headings: Readonly<Record<TranscriptMessage['state'], string>> = {
  active: '',
  rewound: 'Taken back: the model does not see this any more',
  compacted: 'Summarised: the model sees a summary in place of this',
};

/** Cuts a transcript where messages went out of the history and where they come back. */
export function stretchesOf(
  messages: readonly TranscriptMessage[],
  wanted?: number,
): readonly Stretch[] {
  const stretches: { id: number; state: TranscriptMessage['state']; turns: Turn[] }[] = [];
  for (const message of messages) {
    let last = stretches.at(-1);
    if (last?.state !== message.state) {
      last = { id: message.id, state: message.state, turns: [] };
      stretches.push(last);
    }
    last.turns.push(turnOf(message, wanted));
  }
  return stretches.map(({ id, state, turns }) => ({
    id,
    heading: headings[state],
    conversation: { turns, settings: undefined },
  }));
}

function turnOf(
  { id, at, message, finishReason, isCut }: TranscriptMessage,
  wanted?: number,
): Turn {
  const turn = messageTurn(message, 'message');
  // An answer that stopped or called a tool needs no words.
  const isOrdinary = finishReason === 'stop' || finishReason === 'tool_calls';
  return {
    ...turn,
    ...(at !== null && { at }),
    ...(id === wanted && { isWanted: true }),
    ...(finishReason !== null && !isOrdinary && { finishReason }),
    ...(isCut && { isCut }),
  };
}
