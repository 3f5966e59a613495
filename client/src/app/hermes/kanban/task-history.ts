import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type {
  TaskDetail,
  TaskRun,
} from '../../../../../server/hermes-state/kanban/kanban.contract';
import { Badge, type Tone } from '../../ui/badge';
import { formatDuration } from '../../ui/format';
import { TimeStamp } from '../../ui/time-stamp';

/** Every attempt at a task, and all that happened to it, newest first. */
@Component({
  selector: 'app-task-history',
  imports: [Badge, TimeStamp],
  template: `@if (detail().isCut) {
      <p class="soft caption">Only the newest entries are shown.</p>
    }
    @if (detail().runs.length === 0) {
      <p class="soft">No worker has tried it yet.</p>
    }
    <ol>
      @for (run of detail().runs; track run.id) {
        <li>
          <p class="line">
            <strong>#{{ run.id }}</strong>
            <app-badge [tone]="toneOf(run)">{{
              (run.outcome ?? run.status).replaceAll('_', ' ')
            }}</app-badge>
            <span>{{ run.profile ?? 'nobody' }}</span>
            @if (run.startedAt; as at) {
              <app-time class="soft" as="both" [at]="at" />
            }
            <span class="soft">{{ lengthOf(run) }}</span>
          </p>
          @if (run.summary; as summary) {
            <p class="said">{{ summary }}</p>
          }
          @if (run.error; as error) {
            <p class="said bad">{{ error }}</p>
          }
          @if (run.metadata; as metadata) {
            <details>
              <summary class="caption soft">Details</summary>
              <pre class="block-code">{{ metadata }}</pre>
            </details>
          }
        </li>
      }
    </ol>
    <h3>Events</h3>
    <ol class="events">
      @for (event of detail().events; track event.id) {
        <li>
          <p class="line">
            <span
              >{{ event.kind.replaceAll('_', ' ') }}{{ event.run ? ' #' + event.run : '' }}</span
            >
            @if (event.at; as at) {
              <app-time class="soft" as="both" [at]="at" />
            }
          </p>
          @if (event.payload; as payload) {
            <code class="payload soft">{{ payload }}</code>
          }
        </li>
      }
    </ol>`,
  styles: `
    :host,
    ol {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    li {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-1);
      padding-bottom: var(--space-3);
      border-bottom: var(--hairline);
      font-size: var(--text-table);
    }
    .line {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-2);
    }
    .said {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .bad {
      color: var(--color-bad);
    }
    .events,
    .events li {
      gap: var(--space-1);
      padding-bottom: var(--space-1);
    }
    .payload {
      overflow-wrap: anywhere;
      font-size: var(--text-caption);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskHistory {
  readonly detail = input.required<TaskDetail>();

  protected toneOf({ outcome, endedAt }: TaskRun): Tone {
    if (outcome === 'completed') return 'good';
    if (outcome === 'blocked' || outcome === 'scheduled') return 'warning';
    return endedAt === null ? 'note' : outcome === null ? 'muted' : 'bad';
  }

  protected lengthOf({ startedAt, endedAt }: TaskRun): string {
    if (startedAt === null) return '';
    if (endedAt === null) return 'not ended';
    return formatDuration(Math.max(0, Date.parse(endedAt) - Date.parse(startedAt)));
  }
}
