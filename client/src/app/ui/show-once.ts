import { ChangeDetectionStrategy, Component, computed, input, model, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Banner } from './banner';
import { CopyButton } from './copy-button';
import { Icon } from './icon';

/**
 * A secret that is shown this one time: to copy, to download, and to say that it is saved. Whoever shows it keeps the
 * way out shut until `isSaved`. Content: what helps to use it.
 */
@Component({
  selector: 'app-show-once',
  imports: [Banner, CopyButton, Icon, MatButton],
  template: `<app-banner tone="warning" icon="key">
      {{ lines().length > 1 ? 'These' : 'This' }} {{ what() }}
      {{ lines().length > 1 ? 'are' : 'is' }} shown <strong>only now</strong> and cannot be shown
      again.
    </app-banner>
    <div class="key">
      <ul [attr.aria-label]="what()" [class.several]="lines().length > 1">
        @for (line of lines(); track $index) {
          <li>
            <code>{{ line }}</code>
          </li>
        }
      </ul>
      <app-copy-button [what]="what()" [text]="lines().join('\\n')" visibleWord="Copy" />
    </div>
    @if (downloadName(); as name) {
      <div class="button-row">
        <button type="button" matButton="outlined" (click)="download.emit()">
          <app-icon name="download" class="lead" />Download {{ name }}
        </button>
      </div>
    }
    <ng-content />
    <label class="stored">
      <input type="checkbox" [checked]="isSaved()" (change)="isSaved.set(!isSaved())" />
      {{ savedWord() }}
    </label>`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .key {
      display: flex;
      align-items: start;
      justify-content: space-between;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      background: var(--color-sunken);
      border: var(--hairline);
      border-radius: var(--radius);
    }
    ul {
      display: grid;
      flex: 1;
      gap: var(--space-1) var(--space-4);
      min-width: 0;
    }
    .several {
      grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr));
    }
    code {
      font-size: var(--text-table);
      line-height: var(--control-small);
      overflow-wrap: anywhere;
      user-select: all;
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
    .stored {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-weight: var(--weight-medium);
    }
    .stored input {
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ShowOnce {
  /** One text, or several that are shown on lines of their own. */
  readonly secret = input.required<string | readonly string[]>();
  /** "key", "password", "recovery codes". */
  readonly what = input.required<string>();
  /** What the file is called on the button, such as `.env`; absent when there is none. */
  readonly downloadName = input<string>();
  readonly savedWord = input('I have stored it');
  readonly isSaved = model(false);
  readonly download = output();

  protected readonly lines = computed(() => [this.secret()].flat());
}
