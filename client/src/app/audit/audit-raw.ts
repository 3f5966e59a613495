import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { AuditRecordView } from '../../../../server/audit/audit.contract';
import { CodeView } from '../ui/code-view';
import { CopyButton } from '../ui/copy-button';
import { KeptNote } from './kept-note';

/** The bodies as they are stored, and the request as a command. */
@Component({
  selector: 'app-audit-raw',
  imports: [CodeView, CopyButton, KeptNote],
  template: `<div class="button-row">
      @if (curl(); as command) {
        <app-copy-button what="request as curl" [text]="command" visibleWord="Copy as curl" />
        <span class="caption soft">without a key: it reads <code>$HERMES_API_KEY</code></span>
      } @else if (record().requestTruncated) {
        <span class="caption soft">No curl command: the prompt was not kept whole.</span>
      }
      <app-copy-button what="whole record" [text]="whole()" visibleWord="Copy record" />
    </div>
    <app-kept-note
      [body]="record().prompt"
      [bytes]="record().promptBytes"
      [isTruncated]="record().requestTruncated"
      [sha256]="record().promptSha256"
    />
    <app-code-view label="request body" language="json" [text]="record().prompt" />
    @if (record().response !== null) {
      <app-kept-note
        [body]="record().response ?? ''"
        [bytes]="record().responseBytes ?? 0"
        [isTruncated]="record().responseTruncated ?? false"
        [sha256]="record().responseSha256"
      />
      <app-code-view
        language="json"
        [label]="record().stream ? 'response body, put together' : 'response body'"
        [text]="record().response ?? ''"
      />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
      padding: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditRaw {
  readonly record = input.required<AuditRecordView>();
  /** Absent when it cannot be made. */
  readonly curl = input<string>();

  protected readonly whole = computed(() => JSON.stringify(this.record(), null, 2));
}
