import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { formatBytes, formatCount } from '../../ui/format';
import { Tile } from '../../ui/tile';
import { StorageActions } from './storage-actions';
import { reasonWords } from '../reason-words';
import { StorageStore } from './storage-store';
import { cleanUpWords } from './storage-wording';

/** What may be cleared away without harm, with what that would bring. */
@Component({
  selector: 'app-clean-ups-tile',
  imports: [MatButton, Tile],
  template: `<app-tile title="Clear away" [resource]="store.cleanUps" [lines]="5">
    @if (store.cleanUps.value(); as cleanUps) {
      <ul>
        @for (each of cleanUps.items; track each.name) {
          @let words = cleanUpWords[each.name];
          <li>
            <div>
              <strong>{{ words.name }}</strong>
              <p class="caption soft">{{ words.what }}</p>
              @for (problem of each.problems; track problem.file) {
                <p class="caption">
                  <code>{{ problem.file }}</code> cannot be read ({{
                    reasonWords(problem.reason)
                  }}).
                </p>
              }
            </div>
            <span class="number">{{
              each.files === 0
                ? 'Nothing to clear away'
                : (each.isCut ? 'at least ' : '') + sizeOf(each.files, each.bytes)
            }}</span>
            @if (session.canChange() && each.files > 0) {
              <button
                type="button"
                matButton="outlined"
                [attr.aria-label]="'Clear away ' + words.name + '…'"
                (click)="actions.cleanUp(each)"
              >
                Clear away…
              </button>
            }
          </li>
        }
        <li>
          <div>
            <strong>checkpoints</strong>
            <p class="caption soft">
              What Hermes itself finds not to be needed any more; it decides by its own rules.
            </p>
          </div>
          <span class="number">{{ checkpoints() }} now</span>
          @if (session.canChange()) {
            <button
              type="button"
              matButton="outlined"
              [disabled]="cleanUps.commandUnavailable !== null"
              [title]="cleanUps.commandUnavailable ?? ''"
              (click)="actions.prune()"
            >
              Prune checkpoints…
            </button>
          }
        </li>
      </ul>
      @if (cleanUps.commandUnavailable; as reason) {
        <p class="caption soft">Pruning needs the command. {{ reason }}</p>
      }
    }
  </app-tile>`,
  styles: `
    ul {
      display: grid;
      gap: var(--space-3);
      font-size: var(--text-table);
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-3);
    }
    li div {
      flex: 1 1 14rem;
    }
    strong {
      font-weight: var(--weight-medium);
    }
    strong::first-letter {
      text-transform: uppercase;
    }
    strong {
      display: block;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CleanUpsTile {
  protected readonly session = inject(Session);
  protected readonly store = inject(StorageStore);
  protected readonly reasonWords = reasonWords;
  protected readonly actions = inject(StorageActions);
  protected readonly cleanUpWords = cleanUpWords;
  protected readonly checkpoints = computed(() => {
    const home = this.store.view.value()?.home;
    const area = home?.areas.find(({ area }) => area === 'checkpoints');
    return formatBytes(area?.bytes ?? 0);
  });

  protected sizeOf(files: number, bytes: number): string {
    return `${formatBytes(bytes)} in ${formatCount(files, 'file')}`;
  }
}
