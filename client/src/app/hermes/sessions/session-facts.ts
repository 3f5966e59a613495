import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { SessionDetail } from '../../../../../server/hermes-state/sessions/sessions.contract';
import { Banner } from '../../ui/banner';
import { CopyButton } from '../../ui/copy-button';
import { formatAbsolute, formatNumber } from '../../ui/format';
import { TimeZone } from '../../ui/time-zone';
import { costWords } from './session-wording';

/** What Hermes noted about a session. */
@Component({
  selector: 'app-session-facts',
  imports: [Banner, CopyButton],
  template: `@for (failure of session().failures; track failure) {
      <app-banner tone="bad" icon="error">{{ failure }}</app-banner>
    }
    <dl class="facts">
      <dt>Id</dt>
      <dd class="copied">
        <code>{{ session().id }}</code>
        <app-copy-button what="session id" [text]="session().id" />
      </dd>
      <dt>Source</dt>
      <dd>
        {{ session().source }}
        @if (session().user; as user) {
          <span class="soft">by {{ user }}</span>
        }
      </dd>
      <dt>Model</dt>
      <dd>
        {{ session().model ?? 'unknown' }}
        @if (session().provider; as provider) {
          <span class="soft">of {{ provider }}</span>
        }
      </dd>
      <dt>Started</dt>
      <dd>{{ absolute(session().startedAt) }}</dd>
      <dt>Last active</dt>
      <dd>{{ absolute(session().lastActiveAt) }}</dd>
      <dt>Ended</dt>
      <dd>
        {{ session().endedAt ? absolute(session().endedAt) : 'not yet' }}
        @if (session().endReason; as reason) {
          <span class="soft">{{ reason }}</span>
        }
      </dd>
      <dt>Messages</dt>
      <dd>
        {{ number(session().messageCount) }}, {{ number(session().toolCallCount) }} calls of tools,
        {{ number(session().apiCallCount) }} calls of the model
      </dd>
      <dt>Cost</dt>
      <dd>{{ costWords(session().cost) }} <span class="soft">as Hermes works it out</span></dd>
    </dl>
    @if (detail().usage.length > 0) {
      <h3 id="session-usage">What it used</h3>
      <div class="scroll" role="region" tabindex="0" aria-labelledby="session-usage">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Model</th>
              <th scope="col">For</th>
              <th scope="col" class="number">Calls</th>
              <th scope="col" class="number">In</th>
              <th scope="col" class="number">Out</th>
              <th scope="col" class="number">Cached</th>
              <th scope="col" class="number">Cost</th>
            </tr>
          </thead>
          <tbody>
            @for (row of detail().usage; track $index) {
              <tr>
                <td>{{ row.model }}</td>
                <td>{{ row.task ? row.task.replaceAll('_', ' ') : 'conversation' }}</td>
                <td class="number">{{ number(row.calls) }}</td>
                <td class="number">{{ number(row.tokens.input) }}</td>
                <td class="number">{{ number(row.tokens.output) }}</td>
                <td class="number">{{ number(row.tokens.cacheRead) }}</td>
                <td class="number">{{ costWords(row.cost) }}</td>
              </tr>
            }
          </tbody>
        </table>
      </div>
    }
    @if (detail().facts.length > 0) {
      <h3>Noted by Hermes</h3>
      <dl class="facts">
        @for (fact of detail().facts; track fact.name) {
          <dt>{{ fact.name.replaceAll('_', ' ') }}</dt>
          <dd>
            <code>{{ fact.value }}</code>
          </dd>
        }
      </dl>
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
      padding: var(--space-4);
    }
    .facts {
      grid-template-columns: 9rem minmax(0, 1fr);
    }
    .copied {
      display: flex;
      align-items: center;
      gap: var(--space-1);
    }
    code {
      overflow-wrap: anywhere;
    }
    h3 {
      margin-top: var(--space-2);
      padding-top: var(--space-4);
      border-top: var(--hairline);
    }
    .scroll {
      overflow-x: auto;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SessionFacts {
  private readonly zone = inject(TimeZone).zone;
  readonly detail = input.required<SessionDetail>();
  protected readonly session = computed(() => this.detail().session);
  protected readonly number = formatNumber;
  protected readonly costWords = costWords;

  protected absolute(iso: string | null): string {
    return iso === null ? 'unknown' : formatAbsolute(new Date(iso), this.zone());
  }
}
