import { isObject, type Json, parsed, stringOf, textOf, wordOf } from './json-reading';
import { itemTurn, messageTurn, textParts } from './conversation-turns';
import { readCutJson } from './cut-json';

/** A part of a contribution. Text is always plain: nothing in it is ever markup. */
export type Part =
  | { readonly kind: 'text' | 'reasoning' | 'refusal'; readonly text: string }
  /** What is no text, such as an image: only what it is and how large. */
  | { readonly kind: 'media'; readonly what: string; readonly detail: string }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly id: string | undefined;
      /** JSON, unless the model got it wrong. */
      readonly arguments: string;
    }
  | {
      readonly kind: 'result';
      readonly id: string | undefined;
      readonly name: string | undefined;
      readonly text: string;
    }
  | { readonly kind: 'vector'; readonly length: number | undefined; readonly head: string }
  | { readonly kind: 'other'; readonly name: string; readonly value: unknown };

/** One contribution to a conversation. */
export interface Turn {
  /** `system`, `user`, `assistant`, `tool`, or what else the client sent. */
  readonly role: string;
  readonly name?: string;
  readonly parts: readonly Part[];
  /** Why an answer ended there. */
  readonly finishReason?: string;
  /** What was kept ends within it. */
  readonly isCut?: boolean;
  /** When it was written, where that is known. ISO 8601. */
  readonly at?: string;
  /** The one that was looked for. */
  readonly isWanted?: boolean;
}

export interface Conversation {
  readonly turns: readonly Turn[];
  /** The other fields of a request: limits, temperature, tools; `undefined` when there are none. */
  readonly settings: Json | undefined;
  /** Where what was kept ends, when that is not all: among the turns, or behind them. */
  readonly cut?: 'turns' | 'rest';
}

/** A body as an object, and how deep in it the cut is; `undefined` when it is whole. */
interface Read {
  readonly body: Json;
  readonly depth: number | undefined;
}

/** The messages of a stored prompt, as far as they were kept; `undefined` when it has none. */
export function conversationOfPrompt(body: string, isCut = false): Conversation | undefined {
  const read = bodyOf(body, isCut);
  if (read === undefined) return undefined;
  const { model: _, messages, input, prompt, instructions, ...settings } = read.body;
  const given = messages ?? input ?? prompt;
  const turns = turnsOf(given);
  if (turns === undefined) return undefined;
  const first: Turn[] =
    typeof instructions === 'string' ? [{ role: 'system', parts: textParts(instructions) }] : [];
  const marked = markCut(read, given, turns);
  return {
    ...marked,
    turns: named([...first, ...marked.turns]),
    settings: Object.keys(settings).length > 0 ? settings : undefined,
  };
}

/** The answers of a stored response, as far as they were kept: one for each choice. */
export function conversationOfResponse(body: string, isCut = false): Conversation | undefined {
  const read = bodyOf(body, isCut);
  if (read === undefined) return undefined;
  const { choices, output, data, error } = read.body;
  const turns = answersOf(read.body);
  if (turns === undefined) return undefined;
  const marked = markCut(read, [choices, output, data].find(Array.isArray) ?? error, turns);
  return { ...marked, turns: named(marked.turns), settings: undefined };
}

function bodyOf(text: string, isCut: boolean): Read | undefined {
  const body = parsed(text);
  if (body !== undefined) return { body, depth: undefined };
  const cut = isCut ? readCutJson(text) : undefined;
  return cut && isObject(cut.value) ? { body: cut.value, depth: cut.depth } : undefined;
}

/** Says where the cut is, and marks the turn it is in. One of which nothing was kept is left out. */
function markCut(
  { body, depth }: Read,
  given: unknown,
  turns: Turn[],
): Pick<Conversation, 'turns' | 'cut'> {
  if (depth === undefined) return { turns };
  // The cut is in the last field, or behind it when only the body itself is open.
  if (depth < 2 || Object.values(body).at(-1) !== given) return { turns, cut: 'rest' };
  const last = turns.at(-1);
  const isLastWhole = Array.isArray(given) && depth < 3;
  if (last === undefined || isLastWhole) return { turns, cut: 'turns' };
  const others = turns.slice(0, -1);
  const rest: unknown = Array.isArray(given) ? given.at(-1) : given;
  const isNothing = rest === '' || (isObject(rest) && Object.keys(rest).length === 0);
  return { turns: isNothing ? others : [...others, { ...last, isCut: true }], cut: 'turns' };
}

function turnsOf(given: unknown): Turn[] | undefined {
  if (typeof given === 'string') return [{ role: 'user', parts: textParts(given) }];
  if (!Array.isArray(given)) return undefined;
  if (given.length > 0 && given.every((entry) => typeof entry === 'number'))
    return [{ role: 'user', parts: [{ kind: 'other', name: 'token ids', value: given }] }];
  return given.map((entry: unknown) =>
    typeof entry === 'string' ? { role: 'input', parts: textParts(entry) } : itemTurn(entry),
  );
}

function answersOf(response: Json): Turn[] | undefined {
  const { choices, output, data, error } = response;
  if (Array.isArray(choices)) return choices.filter(isObject).map(choiceTurn);
  if (Array.isArray(output)) return output.map((item: unknown) => itemTurn(item, 'assistant'));
  if (Array.isArray(data)) return data.filter(isObject).map(vectorTurn);
  if (isObject(error))
    return [{ role: 'error', parts: [{ kind: 'text', text: textOf(error['message']) }] }];
  return undefined;
}

function choiceTurn(choice: Json): Turn {
  const message = choice['message'];
  const turn: Turn = isObject(message)
    ? messageTurn(message, 'assistant')
    : { role: 'assistant', parts: textParts(textOf(choice['text'])) };
  const reason = stringOf(choice['finish_reason']);
  return reason === undefined ? turn : { ...turn, finishReason: reason };
}

function vectorTurn({ embedding }: Json): Turn {
  const isList = Array.isArray(embedding);
  const head = isList
    ? embedding.slice(0, 8).map(String).join(', ')
    : `${textOf(embedding).slice(0, 40)}… (base64)`;
  const length = isList ? embedding.length : undefined;
  return { role: 'embedding', parts: [{ kind: 'vector', length, head }] };
}

/** A result says only the id of its call; the name of the tool says more to people. */
function named(turns: readonly Turn[]): readonly Turn[] {
  const names = new Map<string, string>();
  for (const { parts } of turns)
    for (const part of parts)
      if (part.kind === 'call' && part.id !== undefined) names.set(part.id, part.name);
  return turns.map((turn) => ({
    ...turn,
    parts: turn.parts.map((part) =>
      part.kind === 'result' && part.id !== undefined
        ? { ...part, name: part.name ?? names.get(part.id) }
        : part,
    ),
  }));
}

/** What was asked for besides messages, in a word each, such as the names of the tools. */
export function toolNames(settings: Json | undefined): readonly string[] {
  const tools = settings?.['tools'] ?? settings?.['functions'];
  if (!Array.isArray(tools)) return [];
  return tools.filter(isObject).map((tool) => {
    const described = isObject(tool['function']) ? tool['function'] : tool;
    return wordOf(described['name'], wordOf(tool['type'], 'tool'));
  });
}
