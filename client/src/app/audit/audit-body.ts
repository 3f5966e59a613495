import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import { CopyButton } from '../ui/copy-button';
import { Banner } from '../ui/banner';
import { formatBytes } from '../ui/format';
import { pretty, type Turn } from './conversation';

/** A stored body as a conversation, or as it was sent. Always plain text: nothing in it is ever markup. */
@Component({
  selector: 'app-audit-body',
  imports: [Banner, CopyButton],
  templateUrl: './audit-body.html',
  styleUrl: './audit-body.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditBody {
  readonly what = input.required<'prompt' | 'response'>();
  readonly body = input.required<string>();
  /** Of the whole body, kept or not. */
  readonly bytes = input.required<number>();
  readonly isTruncated = input(false);
  /** Absent when the body is no conversation. */
  readonly turns = input<readonly Turn[]>();

  protected readonly isConversationShown = linkedSignal(() => this.turns() !== undefined);
  protected readonly text = computed(() => pretty(this.body()));
  protected readonly truncation = computed(() => {
    const kept = new TextEncoder().encode(this.body()).length;
    return `${formatBytes(kept)} of ${formatBytes(this.bytes())} kept; the rest was not recorded.`;
  });
}
