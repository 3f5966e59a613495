import { formatBytes } from '../ui/format';
import type { Part, Turn } from './conversation';
import { isObject, type Json, stringOf, textOf, wordOf } from './json-reading';

/** Some models write their reasoning into the answer, in a tag of their own. */
const thinking = /^\s*<(think|thinking|reasoning)>([\s\S]*?)<\/\1>\s*/;

export function textParts(text: string): Part[] {
  if (text === '') return [];
  const thought = thinking.exec(text);
  if (thought === null) return [{ kind: 'text', text }];
  const rest = text.slice(thought[0].length);
  return [{ kind: 'reasoning', text: thought[2]!.trim() }, ...textParts(rest)];
}

/** A message of a chat, or an item of the responses API. */
export function itemTurn(item: unknown, defaultRole = 'input'): Turn {
  if (!isObject(item)) return { role: defaultRole, parts: textParts(textOf(item)) };
  switch (item['type']) {
    case 'function_call':
    case 'custom_tool_call':
      return { role: 'assistant', parts: [callPart(item, stringOf(item['call_id']))] };
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const id = stringOf(item['call_id']);
      return { role: 'tool', parts: [resultPart(item['output'], id, undefined)] };
    }
    case 'reasoning': {
      const text = [item['summary'], item['content']].flatMap(textsIn).join('\n\n');
      return { role: 'assistant', parts: [{ kind: 'reasoning', text: text || '(encrypted)' }] };
    }
    case 'message':
    case undefined:
      return messageTurn(item, defaultRole);
    default:
      if (item['role'] !== undefined || item['content'] !== undefined)
        return messageTurn(item, defaultRole);
      return {
        role: 'assistant',
        parts: [{ kind: 'other', name: wordOf(item['type'], 'item'), value: item }],
      };
  }
}

export function messageTurn(message: Json, defaultRole: string): Turn {
  const role = wordOf(message['role'], defaultRole);
  const name = stringOf(message['name']);
  const reasoning = textOf(
    message['reasoning_content'] ?? message['reasoning'] ?? message['thinking'],
  );
  const refusal = textOf(message['refusal']);
  const calls = message['tool_calls'];
  const old = message['function_call'];
  const content =
    role === 'tool' || role === 'function'
      ? [resultPart(message['content'], stringOf(message['tool_call_id']), name)]
      : contentParts(message['content']);
  const parts: Part[] = [
    ...(reasoning === '' ? [] : [{ kind: 'reasoning', text: reasoning } as const]),
    ...content,
    ...(refusal === '' ? [] : [{ kind: 'refusal', text: refusal } as const]),
    ...(Array.isArray(calls) ? calls.filter(isObject).map(toolCall) : []),
    ...(isObject(old) ? [callPart(old, undefined)] : []),
  ];
  return { role, parts, ...(name !== undefined && role !== 'tool' && { name }) };
}

/** Content is a string or a list of parts, of which some are no text. */
function contentParts(content: unknown): Part[] {
  if (!Array.isArray(content)) return textParts(textOf(content));
  return content.flatMap((part: unknown) =>
    isObject(part) ? contentPart(part) : textParts(textOf(part)),
  );
}

function contentPart(part: Json): Part[] {
  const type = wordOf(part['type'], 'part');
  const url = part['image_url'];
  switch (type) {
    case 'text':
    case 'input_text':
    case 'output_text':
      return textParts(textOf(part['text']));
    case 'thinking':
    case 'reasoning':
      return [{ kind: 'reasoning', text: textOf(part['thinking'] ?? part['text']) }];
    case 'refusal':
      return [{ kind: 'refusal', text: textOf(part['refusal']) }];
    case 'image_url':
    case 'input_image':
      return [media('Image', isObject(url) ? url['url'] : (url ?? part['file_id']))];
    case 'image':
      return [media('Image', imageSource(part['source']))];
    case 'input_audio':
      return [audio(part['input_audio'])];
    case 'file':
    case 'input_file':
      return [file(isObject(part['file']) ? part['file'] : part)];
    case 'tool_use':
      return [callPart({ ...part, arguments: part['input'] }, stringOf(part['id']))];
    case 'tool_result':
      return [resultPart(part['content'], stringOf(part['tool_use_id']), undefined)];
    default: {
      const text = stringOf(part['text']);
      return text === undefined ? [{ kind: 'other', name: type, value: part }] : textParts(text);
    }
  }
}

function toolCall(call: Json): Part {
  const called = [call['function'], call['custom']].find(isObject) ?? call;
  return callPart(called, stringOf(call['id']));
}

function callPart(call: Json, id: string | undefined): Part {
  const given = textOf(call['arguments'] ?? call['input']);
  return { kind: 'call', name: wordOf(call['name'], 'tool'), id, arguments: given };
}

function resultPart(content: unknown, id: string | undefined, name: string | undefined): Part {
  return { kind: 'result', id, name, text: textsIn(content).join('\n') };
}

/** The texts in a list of parts, or what else there is as text. */
function textsIn(content: unknown): string[] {
  if (!Array.isArray(content)) return [textOf(content)].filter((text) => text !== '');
  return content.map((part: unknown) =>
    isObject(part) ? (stringOf(part['text']) ?? `[${wordOf(part['type'], 'part')}]`) : textOf(part),
  );
}

/** What an address holds is not fetched: a picture from elsewhere would learn who reads the log. */
function media(what: string, source: unknown): Part {
  const address = textOf(source);
  const inline = /^data:([^;,]*)[^,]*?(;base64)?,/.exec(address);
  if (inline === null) return { kind: 'media', what, detail: address.slice(0, 300) || 'unknown' };
  const written = address.length - inline[0].length;
  const bytes = inline[2] ? Math.floor((written * 3) / 4) : written;
  return { kind: 'media', what, detail: `${inline[1] || 'data'}, ${formatBytes(bytes)}` };
}

function imageSource(source: unknown): unknown {
  if (!isObject(source)) return source;
  return source['url'] ?? `data:${textOf(source['media_type'])};base64,${textOf(source['data'])}`;
}

function audio(given: unknown): Part {
  const { format, data } = isObject(given) ? given : {};
  return media('Audio', `data:audio/${wordOf(format, 'unknown')};base64,${textOf(data)}`);
}

function file(given: Json): Part {
  const name = stringOf(given['filename']) ?? stringOf(given['file_id']);
  const data = stringOf(given['file_data']);
  const part = media('File', data ?? given['file_url'] ?? name);
  if (part.kind !== 'media' || name === undefined || data === undefined) return part;
  return { ...part, detail: `${name}, ${part.detail}` };
}
