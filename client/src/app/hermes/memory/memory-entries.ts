import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  entriesOf,
  entryProblem,
  withEntriesExchanged,
  withEntry,
  withEntryChanged,
  withoutEntry,
} from '../../../../../server/hermes-state/memory/memory-text.format';
import { Session } from '../../session/session';
import { EmptyState } from '../../ui/empty-state';
import { Field, FieldControl } from '../../ui/field';
import { formatCount } from '../../ui/format';
import { SearchBox } from '../../ui/search-box';
import type { TextDraft } from '../text-files/text-draft';
import { MemoryEntryView } from './memory-entry';

const shownAtOnce = 100;

/** A memory as entries. Each change is one of the draft of the text; nothing is saved here. */
@Component({
  selector: 'app-memory-entries',
  imports: [EmptyState, Field, FieldControl, MatButton, MemoryEntryView, SearchBox],
  template: `@if (entries().length > 5) {
      <app-search-box
        label="Search entries"
        placeholder="Words"
        [value]="words()"
        (searched)="words.set($event)"
      />
    }
    @if (shown().length > 0) {
      <ol aria-label="Entries">
        @for (each of shown(); track each.entry.start) {
          <li>
            <app-memory-entry
              [entry]="each.entry"
              [number]="each.index + 1"
              [canChange]="canChange()"
              [isFirst]="each.index === 0"
              [isLast]="each.index === entries().length - 1"
              (edited)="edit(each.index, $event)"
              (movedUp)="exchange(each.index - 1)"
              (movedDown)="exchange(each.index)"
              (removed)="remove(each.index)"
            />
          </li>
        }
      </ol>
      @if (matching().length > shown().length) {
        <button type="button" matButton="outlined" (click)="most.set(most() + 100)">
          Show more of {{ found() }}
        </button>
      }
    } @else if (entries().length > 0) {
      <p class="soft">No entry matches.</p>
    } @else {
      <app-empty title="Nothing is remembered">
        The agent writes here what it learns, and you can tell it something to begin with.
      </app-empty>
    }
    @if (canChange()) {
      <form (submit)="$event.preventDefault(); add(box)">
        <app-field label="New entry" [error]="problem()">
          <textarea #box appControl rows="3"></textarea>
        </app-field>
        <div><button matButton="outlined" type="submit">Add entry</button></div>
      </form>
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      justify-items: start;
      gap: var(--space-3);
    }
    ol,
    form,
    app-empty {
      width: 100%;
    }
    form {
      display: grid;
      gap: var(--space-2);
      max-width: 46rem;
    }
    app-search-box {
      width: min(20rem, 100%);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MemoryEntries {
  private readonly session = inject(Session);
  readonly draft = input.required<TextDraft>();

  protected readonly words = signal('');
  protected readonly most = signal(shownAtOnce);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly canChange = computed(
    () => this.session.canChange() && this.draft().isEditable() && !this.draft().isSaving(),
  );
  protected readonly entries = computed(() => entriesOf(this.draft().text()));
  protected readonly matching = computed(() => {
    const words = this.words().toLowerCase();
    const all = this.entries().map((entry, index) => ({ entry, index }));
    return words === '' ? all : all.filter(({ entry }) => entry.text.toLowerCase().includes(words));
  });
  protected readonly shown = computed(() => this.matching().slice(0, this.most()));
  protected readonly found = computed(() =>
    formatCount(this.matching().length, 'entry', 'entries'),
  );

  protected edit(index: number, text: string): void {
    this.draft().change(withEntryChanged(this.draft().text(), index, text));
  }

  protected remove(index: number): void {
    this.draft().change(withoutEntry(this.draft().text(), index));
  }

  protected exchange(index: number): void {
    this.draft().change(withEntriesExchanged(this.draft().text(), index));
  }

  protected add(box: HTMLTextAreaElement): void {
    this.problem.set(entryProblem(box.value));
    if (this.problem() !== undefined) return;
    this.draft().change(withEntry(this.draft().text(), box.value));
    box.value = '';
  }
}
