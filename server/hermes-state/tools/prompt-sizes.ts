import { Injectable } from '@nestjs/common';
import { parseJsonObject } from '../hermes-home.ts';
import { fieldsOf, numberOf, textOf } from '../status/file-values.ts';
import type { Verdict } from '../commands/jobs.ts';
import type { PromptSize } from './tools.contract.ts';

const mostParts = 50;
const mostProfiles = 1000;

/** What `hermes prompt-size --json` said last, by profile, as long as this process runs. */
@Injectable()
export class PromptSizes {
  private readonly latest = new Map<string, PromptSize>();

  of(profile: string): PromptSize | null {
    return this.latest.get(profile) ?? null;
  }

  /** Keeps what the command printed, if it is what was hoped for. Warnings may stand before it. */
  take(profile: string, printed: string): Verdict {
    const begin = printed.search(/^\{/m);
    const parsed = parseJsonObject(begin === -1 ? '[]' : printed.slice(begin));
    const size = parsed.status === 'present' ? sizeIn(parsed.value) : undefined;
    if (size === undefined)
      return { isAsWanted: false, text: 'It did not print a size that can be read.' };
    if (this.latest.size >= mostProfiles) this.latest.clear();
    this.latest.set(profile, size);
    const { tools, systemPrompt } = size;
    return {
      isAsWanted: true,
      text: `${tools.count} tools take ${tools.bytes} bytes, the system prompt ${systemPrompt.bytes}.`,
    };
  }
}

function sizeIn(value: Record<string, unknown>): PromptSize | undefined {
  const tools = fieldsOf(value.tools);
  const prompt = fieldsOf(value.system_prompt);
  const [count, toolBytes] = [numberOf(tools.count), numberOf(tools.json_bytes)];
  const [characters, bytes] = [numberOf(prompt.chars), numberOf(prompt.bytes)];
  if (count === null || toolBytes === null || characters === null || bytes === null)
    return undefined;
  const sections = Array.isArray(value.sections) ? (value.sections as unknown[]) : [];
  return {
    measuredAt: new Date().toISOString(),
    platform: textOf(value.platform) ?? 'cli',
    model: textOf(value.model),
    tools: { count, bytes: toolBytes },
    systemPrompt: { characters, bytes },
    parts: [
      ...sections.slice(0, mostParts).flatMap((section) => partOf(section)),
      ...namedParts.flatMap(([key, name]) => {
        const part = fieldsOf(value[key]);
        return partOf([name, part.chars, part.bytes]);
      }),
    ],
  };
}

/** Told apart although they are in one of the sections. */
const namedParts = [
  ['skills_index', 'index of skills, within the above'],
  ['memory', 'MEMORY.md, within the above'],
  ['user_profile', 'USER.md, within the above'],
] as const;

function partOf(section: unknown): PromptSize['parts'] {
  if (!Array.isArray(section)) return [];
  const [name, characters, bytes] = section as unknown[];
  const [c, b] = [numberOf(characters), numberOf(bytes)];
  const words = textOf(name);
  return words === null || c === null || b === null
    ? []
    : [{ name: words.slice(0, 200), characters: c, bytes: b }];
}
