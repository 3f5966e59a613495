import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { SessionHit } from '../../../../../server/hermes-state/sessions/sessions.contract';
import { EmptyState } from '../../ui/empty-state';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { TimeStamp } from '../../ui/time-stamp';
import { SessionsStore } from './sessions-store';
import { StateFileNote } from './state-file-note';

const methods = {
  words: 'Hermes’ index of words was asked.',
  letters: 'Hermes’ index of letters was asked.',
  scan: 'Every message was looked at, without an index.',
} as const;

/** Where the words of a search stand: titles first, then messages, newest first. */
@Component({
  selector: 'app-search-hits',
  imports: [EmptyState, MatButton, ProblemNote, RouterLink, Skeleton, StateFileNote, TimeStamp],
  template: `@if (store.hits.items(); as hits) {
      @if (store.found(); as found) {
        <app-state-file-note [file]="found.file" />
        <p class="soft caption" role="status">
          {{ count() }} {{ methods[found.method] }} Rewound and summarised messages are left out.
        </p>
      }
      <ul aria-label="Messages found" [class.is-changing]="store.hits.isChanging()">
        @for (hit of hits; track $index) {
          <li>
            <a
              [routerLink]="['/sessions', hit.sessionId]"
              [queryParams]="queryOf(hit)"
              queryParamsHandling="merge"
            >
              <strong>{{ hit.title ?? hit.sessionId }}</strong>
            </a>
            <span class="soft caption">
              {{ hit.source }}{{ hit.model ? ' · ' + hit.model : '' }}
              @if (hit.at ?? hit.startedAt; as at) {
                · <app-time as="short" [at]="at" />
              }
            </span>
            @if (hit.messageId !== null) {
              <p>
                <span class="soft">{{ hit.role }}:</span>&ngsp;
                @for (piece of hit.snippet; track $index) {
                  @if (piece.isMatch) {
                    <mark>{{ piece.text }}</mark>
                  } @else {
                    <span>{{ piece.text }}</span>
                  }
                }
              </p>
            } @else {
              <p class="soft">Its title or id matches.</p>
            }
          </li>
        } @empty {
          <li class="none">
            <app-empty title="No message holds these words">
              <p>
                All words must stand in one message. “Quoted words” are a phrase; OR, NOT and
                beginnings such as deploy* work too.
              </p>
            </app-empty>
          </li>
        }
      </ul>
      @if (store.hits.moreProblem(); as problem) {
        <app-problem
          title="No more could be loaded"
          [problem]="problem"
          (retry)="store.hits.loadMore()"
        />
      } @else if (store.hits.nextCursor() !== undefined) {
        <button
          type="button"
          matButton="outlined"
          class="more"
          [disabled]="store.hits.isLoadingMore()"
          (click)="store.hits.loadMore()"
        >
          {{ store.hits.isLoadingMore() ? 'Looking…' : 'Find more' }}
        </button>
      }
    } @else if (store.searchProblem(); as problem) {
      <app-problem
        title="The sessions could not be searched"
        [problem]="problem"
        (retry)="store.reload()"
      />
    } @else {
      <app-skeleton [lines]="8" />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    ul {
      border: var(--hairline);
      border-radius: var(--radius-large);
      background: var(--color-surface);
    }
    li {
      padding: var(--space-2) var(--space-4);
      font-size: var(--text-table);
    }
    li + li {
      border-top: var(--hairline);
    }
    .none {
      padding: 0;
    }
    a {
      display: inline-block;
      min-height: 1.5rem;
      margin-right: var(--space-2);
    }
    p {
      overflow-wrap: anywhere;
    }
    mark {
      border-radius: 2px;
      background: var(--color-warning-wash);
      color: var(--color-text);
      font-weight: var(--weight-strong);
    }
    .is-changing {
      opacity: 0.6;
    }
    .more {
      justify-self: center;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SearchHits {
  protected readonly store = inject(SessionsStore);
  protected readonly methods = methods;
  protected readonly count = computed(() => {
    const count = this.store.hits.items()?.length ?? 0;
    const more = this.store.hits.nextCursor() === undefined ? '' : ', there are more';
    return `${count} found${more}.`;
  });

  protected queryOf({ messageId }: SessionHit): Record<string, string | number | null> {
    return { at: messageId, tab: messageId === null ? null : 'transcript' };
  }
}
