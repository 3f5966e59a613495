import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { Session } from '../../session/session';
import { Icon } from '../../ui/icon';
import { ModelsStore } from './models-store';

/** Calls where a row leads, and says what came of it. */
@Component({
  selector: 'app-model-test',
  imports: [Icon],
  template: `@if (session.canChange()) {
      <button
        type="button"
        class="quiet"
        [disabled]="store.hasChanges() || isRunning()"
        [title]="store.hasChanges() ? 'Save first: what is in the file is tried.' : ''"
        [attr.aria-label]="'Test ' + label()"
        (click)="store.test(row())"
      >
        <app-icon name="send" />{{ isRunning() ? 'Testing…' : 'Test' }}
      </button>
    }
    <span class="caption" role="status">
      @if (result(); as found) {
        <span [class]="found.outcome">
          <app-icon
            [name]="
              found.outcome === 'works' ? 'check' : found.outcome === 'failed' ? 'error' : 'info'
            "
          />{{ found.message }}
          @if (found.called; as called) {
            <span class="soft">{{ called }}, {{ found.tookMs }} ms</span>
          }
        </span>
      }
    </span>`,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1) var(--space-2);
      min-width: 0;
    }
    span {
      overflow-wrap: anywhere;
    }
    .works app-icon {
      color: var(--color-good);
    }
    .failed app-icon {
      color: var(--color-bad);
    }
    app-icon {
      vertical-align: -3px;
      margin-right: var(--space-1);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModelTestButton {
  protected readonly session = inject(Session);
  protected readonly store = inject(ModelsStore);
  /** As the server names rows: `fallback_providers:0`. */
  readonly row = input.required<string>();
  readonly label = input.required<string>();

  private readonly state = computed(() => this.store.tests().get(this.row()));
  protected readonly isRunning = computed(() => this.state() === 'running');
  protected readonly result = computed(() => {
    const state = this.state();
    return state === 'running' ? undefined : state;
  });
}
