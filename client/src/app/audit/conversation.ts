/** One contribution to a conversation, as plain text. */
export interface Turn {
  /** `system`, `user`, `assistant`, `tool`, or what else the client sent. */
  readonly role: string;
  readonly text: string;
}

type Json = Record<string, unknown>;

/** The messages of a stored prompt; `undefined` when it is not one that has messages, or was cut off. */
export function turnsOfPrompt(body: string): Turn[] | undefined {
  const request = parsed(body);
  if (request === undefined) return undefined;
  const messages = request['messages'] ?? request['input'];
  if (Array.isArray(messages)) {
    const turns = messages.map((message: unknown) =>
      typeof message === 'string' ? { role: 'input', text: message } : turnOf(message, 'input'),
    );
    const instructions = request['instructions'];
    return typeof instructions === 'string'
      ? [{ role: 'system', text: instructions }, ...turns]
      : turns;
  }
  const text = messages ?? request['prompt'];
  return typeof text === 'string' ? [{ role: 'user', text }] : undefined;
}

/** The answers of a stored response: one for each choice. */
export function turnsOfResponse(body: string): Turn[] | undefined {
  const response = parsed(body);
  if (response === undefined) return undefined;
  const choices = response['choices'];
  if (Array.isArray(choices))
    return choices.filter(isObject).map((choice) => {
      const message = choice['message'];
      if (isObject(message)) return turnOf(message, 'assistant');
      return { role: 'assistant', text: textOf(choice['text']) };
    });
  const output = response['output'];
  if (Array.isArray(output)) return output.map((item: unknown) => turnOf(item, 'assistant'));
  const error = response['error'];
  if (isObject(error)) return [{ role: 'error', text: textOf(error['message']) }];
  return undefined;
}

/** Indented when it is JSON, as it is otherwise. */
export function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    // Cut off, or never JSON.
    return body;
  }
}

function turnOf(message: unknown, defaultRole: string): Turn {
  if (!isObject(message)) return { role: defaultRole, text: textOf(message) };
  const calls = message['tool_calls'];
  const parts = [
    labelled('reasoning', message['reasoning_content'] ?? message['reasoning']),
    textOf(message['content'] ?? message['refusal'] ?? ''),
    ...(Array.isArray(calls) ? calls.map(callText) : []),
  ];
  const role = message['role'] ?? message['type'];
  return {
    role: typeof role === 'string' ? role : defaultRole,
    text: parts.filter((part) => part !== '').join('\n\n'),
  };
}

/** Content is a string or a list of parts, of which some are no text. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) return '';
  if (!Array.isArray(content)) return JSON.stringify(content);
  return content
    .map((part: unknown) => {
      if (typeof part === 'string') return part;
      if (!isObject(part)) return '';
      const text = part['text'];
      return typeof text === 'string' ? text : `[${nameOr('part', part['type'])}]`;
    })
    .join('\n');
}

function callText(call: unknown): string {
  const called = isObject(call) && isObject(call['function']) ? call['function'] : {};
  return `→ ${nameOr('tool', called['name'])}(${textOf(called['arguments'])})`;
}

function nameOr(substitute: string, name: unknown): string {
  return typeof name === 'string' ? name : substitute;
}

function labelled(label: string, content: unknown): string {
  const text = textOf(content);
  return text === '' ? '' : `[${label}] ${text}`;
}

function parsed(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
  } catch {
    // Cut off, or never JSON.
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
