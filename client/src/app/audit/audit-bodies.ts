import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { AuditRecordView } from '../../../../server/audit/audit.contract';
import { Banner } from '../ui/banner';
import { conversationOfPrompt, conversationOfResponse } from './conversation';
import { ConversationView } from './conversation-view';
import { keptOf, KeptNote } from './kept-note';

/** A request as the conversation it was: what was asked and what was answered. */
@Component({
  selector: 'app-audit-bodies',
  imports: [Banner, ConversationView, KeptNote],
  template: `<section aria-labelledby="asked">
      <h3 id="asked">Prompt</h3>
      <app-kept-note
        [body]="record().prompt"
        [bytes]="record().promptBytes"
        [isTruncated]="record().requestTruncated"
        [sha256]="record().promptSha256"
      />
      @if (prompt(); as conversation) {
        <app-conversation-view
          label="Prompt"
          [conversation]="conversation"
          [kept]="keptOf(record().prompt, record().promptBytes)"
        />
      } @else {
        <p class="soft">{{ unreadable(record().requestTruncated) }}</p>
      }
    </section>
    <section aria-labelledby="answered">
      <h3 id="answered">Answer</h3>
      @if (record().response !== null) {
        @if (record().stream) {
          <app-banner>
            This was streamed. What is stored is the answer put together from its parts.
          </app-banner>
        }
        <app-kept-note
          [body]="record().response ?? ''"
          [bytes]="record().responseBytes ?? 0"
          [isTruncated]="record().responseTruncated ?? false"
          [sha256]="record().responseSha256"
        />
        @if (response(); as conversation) {
          <app-conversation-view
            label="Answer"
            [conversation]="conversation"
            [kept]="keptOf(record().response ?? '', record().responseBytes ?? 0)"
          />
        } @else {
          <p class="soft">{{ unreadable(record().responseTruncated ?? false) }}</p>
        }
      } @else {
        <p class="soft">
          {{ record().endReason === null ? 'Still running.' : 'No answer was recorded.' }}
        </p>
      }
    </section>`,
  styles: `
    :host,
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    :host {
      gap: var(--space-6);
      padding: var(--space-4);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditBodies {
  readonly record = input.required<AuditRecordView>();

  protected readonly keptOf = keptOf;
  protected readonly prompt = computed(() => {
    const { prompt, requestTruncated } = this.record();
    return conversationOfPrompt(prompt, requestTruncated);
  });
  protected readonly response = computed(() => {
    const { response, responseTruncated } = this.record();
    return response === null
      ? undefined
      : conversationOfResponse(response, responseTruncated ?? false);
  });

  protected unreadable(isTruncated: boolean): string {
    return isTruncated
      ? 'No message is in what was kept. Raw shows it.'
      : 'This is not a conversation. Raw shows it as it is.';
  }
}
