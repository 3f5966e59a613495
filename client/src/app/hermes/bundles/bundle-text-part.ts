import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import type { TextFile } from '../../../../../server/hermes-state/files/text-file.contract';
import { Session } from '../../session/session';
import { CodeEditor } from '../../ui/code-editor';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { TextActions } from '../text-files/text-actions';
import { TextConflict } from '../text-files/text-conflict';
import { TextDraft } from '../text-files/text-draft';

/** The file of a bundle as it stands, also of one that Hermes skips: here it is repaired. */
@Component({
  selector: 'app-bundle-text-part',
  imports: [CodeEditor, FileProblem, ProblemNote, Skeleton, TextActions, TextConflict],
  template: `@if (text.value(); as found) {
      <app-file-problem [source]="found" />
      @if (found.status === 'missing') {
        <p class="soft">There is no such file (any more).</p>
      }
      <app-text-conflict [draft]="draft" />
      @if (found.status === 'present' || draft.isChanged()) {
        <app-code-editor
          language="yaml"
          height="24rem"
          [label]="fileName()"
          [readonly]="!session.canChange() || draft.isSaving()"
          [value]="draft.text()"
          (valueChange)="draft.change($event)"
        />
      }
      <app-text-actions [draft]="draft" />
    } @else if (text.problem()) {
      <app-problem
        [title]="fileName() + ' could not be loaded'"
        [problem]="text.problem()!"
        (retry)="text.reload()"
      />
    } @else {
      <app-skeleton [lines]="8" />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
      padding: var(--space-4);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BundleTextPart {
  protected readonly session = inject(Session);
  readonly fileName = input.required<string>();
  protected readonly text = hermesResource<TextFile>(
    () => ({ path: 'bundles/text', params: { file: this.fileName() } }),
    ['bundles'],
  );
  protected readonly draft = new TextDraft(
    computed(() => ({
      path: 'bundles/text',
      params: { file: this.fileName() },
      name: this.fileName(),
    })),
    this.text,
  );
}
