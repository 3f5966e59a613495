import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  linkedSignal,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type {
  Integrity,
  StorageView,
} from '../../../../../server/hermes-state/storage/storage.contract';
import { Badge, type Tone } from '../../ui/badge';
import { formatBytes, formatDuration } from '../../ui/format';
import type { IconName } from '../../ui/icon';
import { type Problem, problemOf } from '../../ui/problem';
import { Tile } from '../../ui/tile';
import { reasonWords } from '../reason-words';
import { StorageStore } from './storage-store';

const looks: Record<Integrity['state'], { tone: Tone; icon: IconName; word: string }> = {
  sound: { tone: 'good', icon: 'check', word: 'Sound' },
  damaged: { tone: 'bad', icon: 'error', word: 'Damaged' },
  unknown: { tone: 'warning', icon: 'help', word: 'Not known' },
  missing: { tone: 'muted', icon: 'minus', word: 'Not there' },
};

/** The databases of a home, and whether they are sound. */
@Component({
  selector: 'app-storage-databases-tile',
  imports: [Badge, MatButton, Tile],
  template: `<app-tile title="Databases of Hermes" [resource]="store.view" [lines]="4">
    @if (store.view.value(); as view) {
      <ul>
        @for (database of view.databases; track database.name) {
          @let result = results().get(database.name);
          <li>
            <code>{{ database.name }}</code>
            <span class="soft">{{ sizeOf(database) }}</span>
            @if (result) {
              @let look = looks[result.state];
              <app-badge role="status" [tone]="look.tone" [icon]="look.icon">{{
                look.word
              }}</app-badge>
              <span class="caption soft">in {{ took(result.tookMs) }}</span>
              @if (result.state !== 'sound') {
                <span class="caption findings">{{ findings(result) }}</span>
              }
            }
            <button
              type="button"
              matButton="outlined"
              [disabled]="checking() !== undefined"
              [attr.aria-label]="'Check ' + database.name"
              (click)="check(database.name)"
            >
              {{ checking() === database.name ? 'Checking…' : 'Check' }}
            </button>
          </li>
        } @empty {
          <li class="soft">None yet.</li>
        }
      </ul>
      @for (problem of view.problems; track problem.file) {
        <p class="caption">
          <code>{{ problem.file }}</code> cannot be read ({{ reasonWords(problem.reason) }}).
        </p>
      }
      @if (problem(); as problem) {
        <p class="caption" role="alert">{{ problem.message }}</p>
      }
      <p class="caption soft">
        A check reads the whole file, changes nothing, and gives up after half a minute.
      </p>
    }
  </app-tile>`,
  styles: `
    ul {
      display: grid;
      gap: var(--space-2);
      font-size: var(--text-table);
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-3);
    }
    li button {
      margin-inline-start: auto;
    }
    .findings {
      flex-basis: 100%;
      overflow-wrap: anywhere;
    }
    p {
      margin-top: var(--space-2);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StorageDatabasesTile {
  protected readonly store = inject(StorageStore);
  protected readonly reasonWords = reasonWords;
  protected readonly looks = looks;
  protected readonly took = formatDuration;
  protected readonly checking = signal<string | undefined>(undefined);
  protected readonly problem = signal<Problem | undefined>(undefined);
  /** Of the profile that is shown. */
  protected readonly results = linkedSignal<unknown, ReadonlyMap<string, Integrity>>({
    source: computed(() => this.store.view.value()?.profile),
    computation: () => new Map(),
  });

  protected findings({ findings }: Integrity): string {
    return findings.map(reasonWords).join('; ');
  }

  protected sizeOf({ bytes, walBytes }: StorageView['databases'][number]): string {
    const wal = walBytes > 0 ? `, and ${formatBytes(walBytes)} not merged yet` : '';
    return formatBytes(bytes) + wal;
  }

  protected async check(database: string): Promise<void> {
    this.checking.set(database);
    this.problem.set(undefined);
    try {
      const result = await this.store.checkIntegrity(database);
      this.results.update((before) => new Map(before).set(database, result));
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.checking.set(undefined);
    }
  }
}
