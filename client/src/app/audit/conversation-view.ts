import { NgTemplateOutlet } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { formatNumber } from '../ui/format';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { JsonNode } from '../ui/json-node';
import { TimeStamp } from '../ui/time-stamp';
import { type Conversation, type Part, toolNames, type Turn } from './conversation';

const known = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'error']);

/** Who said what. Nothing in it is ever markup, and nothing in it is fetched. */
@Component({
  selector: 'app-conversation-view',
  imports: [CopyButton, Icon, JsonNode, NgTemplateOutlet, TimeStamp],
  templateUrl: './conversation-view.html',
  styleUrl: './conversation-view.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConversationView {
  readonly conversation = input.required<Conversation>();
  /** What it is called to those who cannot see it: "Prompt". */
  readonly label = input.required<string>();
  /** How much of it was kept, when that is not all: "64 KiB of 210 KiB kept". */
  readonly kept = input('');

  /** Calls and results of tools are opened one by one, and each message can be copied. */
  readonly isFolded = input(false);

  protected readonly tools = computed(() => toolNames(this.conversation().settings).join(', '));
  protected readonly number = formatNumber;

  protected lookOf(role: string): string {
    return known.has(role) ? role : 'other';
  }

  /** A message as plain text. */
  protected textOf({ parts }: Turn): string {
    return parts
      .map((part) => {
        if (part.kind === 'call') return `${part.name} ${part.arguments}`;
        if (part.kind === 'media') return `${part.what}: ${part.detail}`;
        return 'text' in part ? part.text : '';
      })
      .filter((text) => text !== '')
      .join('\n\n');
  }

  /** The arguments of a call as a value, when they are JSON. */
  protected argumentsOf(part: Extract<Part, { kind: 'call' }>): { value: unknown } | undefined {
    try {
      return { value: JSON.parse(part.arguments) as unknown };
    } catch {
      // A model wrote them: they may be anything.
      return undefined;
    }
  }
}
