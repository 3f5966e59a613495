import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import {
  charactersOf,
  entriesOf,
} from '../../../../../server/hermes-state/memory/memory-text.format';
import type {
  MemoryTarget,
  MemoryText,
} from '../../../../../server/hermes-state/memory/memory.contract';
import { Session } from '../../session/session';
import { CodeEditor } from '../../ui/code-editor';
import { formatNumber } from '../../ui/format';
import { Meter } from '../../ui/meter';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { StaleNote } from '../../ui/stale-note';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { TextActions } from '../text-files/text-actions';
import { TextConflict } from '../text-files/text-conflict';
import { TextDraft } from '../text-files/text-draft';
import { memoryNames } from './memory-names';
import { MemoryEntries } from './memory-entries';
import { mergeMemories } from './memory-merge';

/** One of the two memories: how full it is, its entries or its text, and what is done with it. */
@Component({
  selector: 'app-memory-text-panel',
  imports: [
    CodeEditor,
    FileProblem,
    MemoryEntries,
    Meter,
    ProblemNote,
    RouterLink,
    Skeleton,
    StaleNote,
    TextActions,
    TextConflict,
  ],
  templateUrl: './memory-text-panel.html',
  styleUrl: './memory-text-panel.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MemoryTextPanel {
  protected readonly session = inject(Session);
  readonly target = input.required<MemoryTarget>();
  readonly isRaw = input(false);

  protected readonly file = hermesResource<MemoryText>(
    () => ({ path: `memory/${this.target()}` }),
    ['memory', 'config'],
  );
  protected readonly draft = new TextDraft(
    computed(() => ({
      path: `memory/${this.target()}`,
      name: memoryNames[this.target()].file,
    })),
    this.file,
    mergeMemories,
  );
  protected readonly name = computed(() => memoryNames[this.target()].file);
  protected readonly isReadOnly = computed(
    () => !this.session.canChange() || !this.draft.isEditable() || this.draft.isSaving(),
  );
  private readonly used = computed(() => charactersOf(entriesOf(this.draft.text())));
  private readonly limit = computed(() => this.file.value()?.limit ?? 0);
  protected readonly share = computed(() => (this.limit() === 0 ? 0 : this.used() / this.limit()));
  protected readonly fill = computed(() => {
    // Rounded down, as Hermes says it.
    const share = Math.floor(this.share() * 100);
    return `${formatNumber(this.used())} of ${formatNumber(this.limit())} characters, ${formatNumber(share)} %`;
  });
}
