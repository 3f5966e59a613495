import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { CopyButton } from './copy-button';
import { Icon } from './icon';
import { diagnosticsOf, type Problem } from './problem';

/** A read that failed: what was not done, why, how to find it in the server's log, and a way on. */
@Component({
  selector: 'app-problem',
  imports: [CopyButton, Icon, MatButton],
  template: `<div role="alert">
    <app-icon name="error" />
    <div class="words">
      <strong>{{ title() }}</strong>
      <p>{{ problem().message }}</p>
      @if (problem().requestId; as id) {
        <p class="caption soft">
          Request id <code>{{ id }}</code>
        </p>
      }
      <div class="button-row">
        <button type="button" matButton="outlined" (click)="retry.emit()">Retry</button>
        <app-copy-button what="diagnostics" [text]="diagnostics()" visibleWord="Copy diagnostics" />
      </div>
    </div>
  </div>`,
  styles: `
    [role='alert'] {
      display: flex;
      gap: var(--space-2);
      padding: var(--space-4);
      font-size: var(--text-table);
    }
    app-icon {
      margin-top: 2px;
      color: var(--color-bad);
    }
    .words {
      display: grid;
      gap: var(--space-1);
      min-width: 0;
    }
    .button-row {
      margin-top: var(--space-1);
    }
    code {
      overflow-wrap: anywhere;
    }
    app-copy-button app-icon {
      color: inherit;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProblemNote {
  readonly title = input.required<string>();
  readonly problem = input.required<Problem>();
  readonly retry = output();
  protected readonly diagnostics = computed(() => diagnosticsOf(this.problem()));
}
