import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import { JsonNode } from '../ui/json-node';
import { type Conversation, type Part, toolNames } from './conversation';

const known = new Set(['system', 'developer', 'user', 'assistant', 'tool', 'error']);

/** Who said what. Nothing in it is ever markup, and nothing in it is fetched. */
@Component({
  selector: 'app-conversation-view',
  imports: [Icon, JsonNode],
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

  protected readonly tools = computed(() => toolNames(this.conversation().settings).join(', '));
  protected readonly number = formatNumber;

  protected lookOf(role: string): string {
    return known.has(role) ? role : 'other';
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
