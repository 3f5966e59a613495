import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes, formatNumber } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { TimeStamp } from '../../ui/time-stamp';
import { ToolActions } from './tool-actions';
import { ToolsStore } from './tools-store';

/** What the tools and the system prompt of a new session weigh, as the command measured it. */
@Component({
  selector: 'app-prompt-size-tile',
  imports: [EmptyState, MatButton, Tile, TimeStamp],
  template: `<app-tile title="Prompt size" [resource]="store.list" [lines]="4">
    @if (session.canChange()) {
      <button
        tileActions
        type="button"
        matButton="outlined"
        [disabled]="refusal() !== ''"
        [title]="refusal()"
        (click)="actions.measure()"
      >
        Measure
      </button>
    }
    @if (size(); as size) {
      <dl class="facts">
        <dt>Tools</dt>
        <dd>{{ number(size.tools.count) }} tools, {{ bytes(size.tools.bytes) }} of JSON</dd>
        <dt>System prompt</dt>
        <dd>
          {{ bytes(size.systemPrompt.bytes) }},
          {{ number(size.systemPrompt.characters) }} characters
        </dd>
        @for (part of size.parts; track part.name) {
          <dt class="part">{{ part.name }}</dt>
          <dd>{{ bytes(part.bytes) }}</dd>
        }
        <dt>Platform</dt>
        <dd>{{ size.platform }}{{ size.model ? ', ' + size.model : '' }}</dd>
        <dt>Measured</dt>
        <dd><app-time as="both" [at]="size.measuredAt" /></dd>
      </dl>
    } @else if (store.tools()) {
      <app-empty title="Not measured since this console started">
        <p>
          <code>hermes prompt-size</code> loads every plugin and builds the prompt of a new session
          for the CLI; nothing is sent to a model.
        </p>
      </app-empty>
    }
  </app-tile>`,
  styles: `
    .part {
      padding-inline-start: var(--space-3);
      overflow-wrap: anywhere;
    }
    .facts {
      grid-template-columns: minmax(7rem, 16rem) minmax(0, 1fr);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PromptSizeTile {
  protected readonly store = inject(ToolsStore);
  protected readonly actions = inject(ToolActions);
  protected readonly session = inject(Session);

  protected readonly bytes = formatBytes;
  protected readonly number = formatNumber;
  protected readonly size = computed(() => this.store.tools()?.promptSize);
  protected readonly refusal = computed(() => this.store.tools()?.unavailableReason ?? '');
}
