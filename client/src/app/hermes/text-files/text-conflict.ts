import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { formatCount } from '../../ui/format';
import { Toasts } from '../../ui/toasts';
import type { TextDraft } from './text-draft';

const comparisons = {
  theirs: 'What they changed',
  mine: 'What you changed',
  both: 'Theirs against yours',
} as const;
type Comparison = keyof typeof comparisons;

/** Somebody else, often the agent, wrote a text while it was changed here: shows who wrote what, and the ways on. */
@Component({
  selector: 'app-text-conflict',
  imports: [Banner, DiffView, MatButton],
  template: `@if (draft().theirs() !== undefined) {
    <section [attr.aria-label]="'Conflict in ' + name()">
      <app-banner tone="warning" icon="warning">
        <strong>{{ name() }} was changed on disk since you began.</strong> Nothing of it is lost:
        decide what is to be saved.
      </app-banner>
      <div class="choices" role="group" aria-label="What is compared">
        @for (each of choices; track each) {
          <button
            type="button"
            class="quiet"
            [attr.aria-pressed]="comparison() === each"
            (click)="comparison.set(each)"
          >
            {{ words[each] }}
          </button>
        }
      </div>
      <app-diff-view
        [before]="sides().before"
        [after]="sides().after"
        [label]="words[comparison()] + ' in ' + name()"
      />
      <div class="button-row">
        <button type="button" matButton="filled" (click)="merge()">Merge both</button>
        <button type="button" matButton="outlined" (click)="draft().takeTheirs()">
          Reload theirs, drop mine
        </button>
        <button type="button" matButton="outlined" (click)="draft().keepMine()">
          Overwrite with mine
        </button>
      </div>
    </section>
  }`,
  styles: `
    :host {
      display: contents;
    }
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .choices {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
    }
    .choices [aria-pressed='true'] {
      background: var(--color-pressed);
      color: var(--color-text);
      font-weight: var(--weight-medium);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TextConflict {
  private readonly toasts = inject(Toasts);
  readonly draft = input.required<TextDraft>();

  protected readonly words = comparisons;
  protected readonly choices = Object.keys(comparisons) as Comparison[];
  protected readonly comparison = signal<Comparison>('theirs');
  protected readonly name = computed(() => this.draft().place().name);
  protected readonly sides = computed(() => {
    const draft = this.draft();
    const [base, mine, theirs] = [draft.base(), draft.text(), draft.theirs() ?? ''];
    switch (this.comparison()) {
      case 'theirs':
        return { before: base, after: theirs };
      case 'mine':
        return { before: base, after: mine };
      case 'both':
        return { before: theirs, after: mine };
    }
  });

  protected merge(): void {
    const conflicts = this.draft().mergeBoth();
    this.toasts.succeeded(
      conflicts === 0
        ? 'Merged without a contradiction. Review it, and save.'
        : `Merged; ${formatCount(conflicts, 'place')} changed by both needs a decision.`,
    );
  }
}
