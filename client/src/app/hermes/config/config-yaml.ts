import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Session } from '../../session/session';
import { CodeEditor } from '../../ui/code-editor';
import { ConfigStore } from './config-store';

/** The draft as a text. It works on a broken file too: it is the way to repair one. */
@Component({
  selector: 'app-config-yaml',
  imports: [CodeEditor, MatButton],
  template: `<p class="caption soft">
      Hidden secrets look like ‹hidden:…›. Leave such a mark as it is to keep the secret, or type
      another one in its place. References such as {{ reference }} stay references.
    </p>
    <app-code-editor
      language="yaml"
      label="config.yaml"
      height="34rem"
      [readonly]="!session.canChange()"
      [value]="store.draftText()"
      [marks]="marks()"
      (valueChange)="store.setText($event)"
    />
    @if (session.canChange()) {
      <span class="button-row">
        <button
          type="button"
          matButton="outlined"
          [disabled]="!store.hasDraft() || store.isBusy()"
          (click)="store.check()"
        >
          Check
        </button>
        <span class="caption soft" role="status">{{ verdict() }}</span>
      </span>
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConfigYaml {
  protected readonly session = inject(Session);
  protected readonly store = inject(ConfigStore);
  protected readonly reference = '${KEY}';

  protected readonly marks = computed(() =>
    this.store.problems().map(({ kind, line, message }) => ({
      line,
      message,
      tone: kind === 'error' ? ('bad' as const) : ('warning' as const),
    })),
  );
  protected readonly verdict = computed(() =>
    this.store.isBroken()
      ? 'Not valid YAML as last checked.'
      : this.marks().length > 0
        ? 'Valid YAML, with notes.'
        : 'Valid YAML as last checked.',
  );
}
