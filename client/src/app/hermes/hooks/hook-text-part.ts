import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { HookText } from '../../../../../server/hermes-state/hooks/hooks.contract';
import { CodeView } from '../../ui/code-view';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';

/** A text behind a hook, to read. */
@Component({
  selector: 'app-hook-text-part',
  imports: [CodeView, FileProblem, ProblemNote, Skeleton],
  template: `@if (text.value(); as found) {
      <app-file-problem [source]="found" />
      @if (found.status === 'missing') {
        <p class="soft">There is no {{ label() }}.</p>
      }
      @if (found.text !== null) {
        <app-code-view maxHeight="22rem" [text]="found.text" [label]="label()" />
        @if (isMasked()) {
          <p class="soft caption">Secrets in it are hidden.</p>
        }
      }
    } @else if (text.problem(); as problem) {
      <app-problem
        [title]="label() + ' could not be loaded'"
        [problem]="problem"
        (retry)="text.reload()"
      />
    } @else {
      <app-skeleton [lines]="4" />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class HookTextPart {
  readonly label = input.required<string>();
  /** Below `/api/admin/hermes`. */
  readonly path = input.required<string>();
  readonly params = input.required<Record<string, string>>();

  protected readonly text = hermesResource<HookText>(
    () => ({ path: this.path(), params: this.params() }),
    ['hooks', 'config'],
  );
  protected readonly isMasked = computed(() =>
    /‹hidden:|\[hidden\]/.test(this.text.value()?.text ?? ''),
  );
}
