import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Field, FieldControl } from '../../ui/field';
import { Icon } from '../../ui/icon';

let counter = 0;

/** A short list of words, added one by one from what is known, or as typed. */
@Component({
  selector: 'app-word-list',
  imports: [Field, FieldControl, Icon, MatButton],
  template: `<div class="adding">
      <app-field [label]="label()" [hint]="hint()" [error]="error()" [isOptional]="true">
        <input
          #box
          appControl
          autocomplete="off"
          spellcheck="false"
          maxlength="200"
          [attr.list]="listId"
          (keydown.enter)="$event.preventDefault(); add(box)"
          (change)="add(box)"
        />
      </app-field>
      <button
        type="button"
        matButton="outlined"
        [attr.aria-label]="'Add to ' + label()"
        (click)="add(box)"
      >
        Add
      </button>
    </div>
    <datalist [id]="listId">
      @for (choice of choices(); track choice.value) {
        <option [value]="choice.value">{{ choice.name }}</option>
      }
    </datalist>
    @if (words().length > 0) {
      <ul [attr.aria-label]="label()">
        @for (word of words(); track word) {
          <li>
            {{ nameOf(word) }}
            <button
              type="button"
              class="quiet"
              [attr.aria-label]="'Take ' + nameOf(word) + ' out'"
              (click)="changed.emit(without(word))"
            >
              <app-icon name="close" />
            </button>
          </li>
        }
      </ul>
    }`,
  styles: `
    :host {
      display: grid;
      gap: var(--space-1);
      min-width: 0;
    }
    .adding {
      display: flex;
      align-items: start;
      gap: var(--space-2);
    }
    app-field {
      flex: 1;
    }
    .adding button {
      margin-top: 1.5rem;
    }
    ul {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
      padding: 0;
      list-style: none;
    }
    li {
      display: inline-flex;
      align-items: center;
      max-width: 100%;
      padding-left: var(--space-2);
      background: var(--color-muted-wash);
      border-radius: var(--radius-small);
      font-size: var(--text-caption);
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WordList {
  readonly label = input.required<string>();
  readonly hint = input<string>();
  readonly error = input<string>();
  readonly words = input.required<readonly string[]>();
  readonly choices = input<readonly { readonly value: string; readonly name: string }[]>([]);
  readonly changed = output<string[]>();

  protected readonly listId = `words-${++counter}`;

  protected nameOf(word: string): string {
    return this.choices().find(({ value }) => value === word)?.name || word;
  }

  protected without(word: string): string[] {
    return this.words().filter((each) => each !== word);
  }

  protected add(box: HTMLInputElement): void {
    const word = box.value.trim();
    if (word === '') return;
    box.value = '';
    if (!this.words().includes(word)) this.changed.emit([...this.words(), word]);
  }
}
