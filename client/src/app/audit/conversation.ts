import { isObject, type Json, parsed, stringOf, textOf, wordOf } from './json-reading';
import { itemTurn, messageTurn, textParts } from './conversation-turns';

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
}

export interface Conversation {
  readonly turns: readonly Turn[];
  /** The other fields of a request: limits, temperature, tools; `undefined` when there are none. */
  readonly settings: Json | undefined;
}

/** The messages of a stored prompt; `undefined` when it is not one that has messages, or was cut off. */
export function conversationOfPrompt(body: string): Conversation | undefined {
  const request = parsed(body);
  if (request === undefined) return undefined;
  const { model: _, messages, input, prompt, instructions, ...settings } = request;
  const turns = turnsOf(messages ?? input ?? prompt);
  if (turns === undefined) return undefined;
  const first: Turn[] =
    typeof instructions === 'string' ? [{ role: 'system', parts: textParts(instructions) }] : [];
  return {
    turns: named([...first, ...turns]),
    settings: Object.keys(settings).length > 0 ? settings : undefined,
  };
}

/** The answers of a stored response: one for each choice. */
export function conversationOfResponse(body: string): Conversation | undefined {
  const response = parsed(body);
  if (response === undefined) return undefined;
  const turns = answersOf(response);
  return turns && { turns: named(turns), settings: undefined };
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
