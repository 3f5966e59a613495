import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { CopyButton } from '../ui/copy-button';
import { formatDuration, formatNumber } from '../ui/format';
import { Icon } from '../ui/icon';
import { MarkdownView } from '../ui/markdown-view';
import type { Answered } from './playground-chat';

/** One answer while it comes and after: its text, what it took, or why there is none. */
@Component({
  selector: 'app-answer-view',
  imports: [CopyButton, Icon, MarkdownView, RouterLink],
  template: `<h2 class="caption soft">assistant</h2>
    @if (answer().reasoning; as reasoning) {
      <details>
        <summary class="caption soft">Reasoning, {{ number(reasoning.length) }} characters</summary>
        <p class="soft reasoning">{{ reasoning }}</p>
      </details>
    }
    @if (answer().text; as text) {
      <app-markdown [text]="text" />
    } @else if (isRunning()) {
      <p class="soft">Waiting for the first words…</p>
    }
    @if (answer().isStopped) {
      <p class="soft"><app-icon name="stop" />Stopped by you.</p>
    }
    @if (answer().error; as error) {
      <div class="error" role="alert">
        <app-icon name="error" />
        <div>
          <strong>{{ error.message }}</strong>
          <p class="caption">
            <code>{{ error.code }}</code>
            @if (answer().status; as status) {
              · status {{ status }}
            }
            @if (answer().requestId; as id) {
              · request id <code>{{ id }}</code>
              <app-copy-button what="request id" [text]="id" />
            }
          </p>
        </div>
      </div>
    }
    @if (!isRunning()) {
      <p class="figures caption soft">
        @for (figure of figures(); track figure) {
          <span>{{ figure }}</span>
        }
        @if (isRecorded()) {
          <a [routerLink]="['/audit', answer().requestId]">Open in the audit log</a>
        }
      </p>
      @if (answer().limits.length > 0) {
        <details>
          <summary class="caption soft">Where the user stands</summary>
          <dl class="facts">
            @for (limit of answer().limits; track limit.name) {
              <dt>{{ limit.name }}</dt>
              <dd>{{ limit.value }}</dd>
            }
          </dl>
        </details>
      }
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    .reasoning {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    summary {
      min-height: 1.5rem;
      cursor: pointer;
    }
    .error {
      display: flex;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      border-radius: var(--radius);
      background: var(--color-bad-wash);
      font-size: var(--text-table);
    }
    .error > app-icon {
      margin-top: 2px;
      color: var(--color-bad);
    }
    .error div {
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .figures {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1) var(--space-3);
    }
    p app-icon {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AnswerView {
  readonly answer = input.required<Answered>();
  readonly isRunning = input(false);

  protected readonly number = formatNumber;
  /** What was refused was not forwarded, and is no entry of the log. */
  protected readonly isRecorded = computed(() => {
    const { status, requestId, error } = this.answer();
    const wasForwarded = status !== undefined && (status < 400 || isUpstreams(error?.code));
    return requestId !== undefined && wasForwarded;
  });
  protected readonly figures = computed(() => {
    const { usage, firstByteMs, durationMs, finishReason } = this.answer();
    return [
      usage?.total_tokens !== undefined &&
        `${formatNumber(usage.prompt_tokens ?? 0)} + ${formatNumber(usage.completion_tokens ?? 0)} tokens`,
      firstByteMs !== undefined && `first words after ${formatDuration(firstByteMs)}`,
      durationMs !== undefined && `${formatDuration(durationMs)} in all`,
      finishReason !== undefined && `finished: ${finishReason}`,
    ].filter((text) => text !== false);
  });
}

const isUpstreams = (code: string | undefined): boolean =>
  code?.startsWith('upstream_') === true && code !== 'upstream_not_configured';
