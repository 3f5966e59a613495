import { ChangeDetectionStrategy, Component, input, model, output } from '@angular/core';
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
      This {{ what() }} is shown <strong>only now</strong>. It is not stored here and cannot be
      shown again.
    </app-banner>
    <div class="key">
      <code>{{ secret() }}</code>
      <app-copy-button [what]="what()" [text]="secret()" visibleWord="Copy" />
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
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
      padding: var(--space-2) var(--space-3);
      background: var(--color-sunken);
      border: var(--hairline);
      border-radius: var(--radius);
    }
    .key code {
      min-width: 0;
      font-size: var(--text-table);
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
  readonly secret = input.required<string>();
  /** "key", "password", "set of recovery codes". */
  readonly what = input.required<string>();
  /** What the file is called on the button, such as `.env`; absent when there is none. */
  readonly downloadName = input<string>();
  readonly savedWord = input('I have stored it');
  readonly isSaved = model(false);
  readonly download = output();
}
