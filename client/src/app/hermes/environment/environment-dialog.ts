import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { KnownKey } from '../../../../../server/hermes-state/environment/environment.contract';
import { Field, FieldControl } from '../../ui/field';
import type { EnvironmentStore } from './environment-store';

export interface EnvironmentForm {
  readonly store: EnvironmentStore;
  /** Absent: it is asked for. */
  readonly key: string | undefined;
  readonly isSet: boolean;
  readonly known: readonly KnownKey[];
}

/** Takes a new value. What was there is never shown. */
@Component({
  selector: 'app-environment-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ title }}</h2>
    <mat-dialog-content>
      <form id="environment-form" novalidate (submit)="take($event)">
        @if (form.key === undefined) {
          <app-field
            label="Key"
            [hint]="known()?.description ?? 'As Hermes reads it, such as OPENROUTER_API_KEY.'"
            [error]="mistakes().get('key')"
          >
            <input
              #name
              appControl
              list="known-keys"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck="false"
              maxlength="128"
              [value]="key()"
              (input)="key.set(name.value.trim())"
            />
            <datalist id="known-keys">
              @for (each of form.known; track each.key) {
                <option [value]="each.key"></option>
              }
            </datalist>
          </app-field>
        } @else if (known(); as known) {
          <p class="soft">{{ known.description }}.</p>
        }
        <app-field
          label="New value"
          hint="One line of ASCII. It is not shown again."
          [error]="mistakes().get('value')"
        >
          <input
            #text
            appControl
            autocomplete="off"
            data-1p-ignore
            spellcheck="false"
            maxlength="32768"
            [type]="isSecret() ? 'password' : 'text'"
            [value]="value()"
            (input)="value.set(text.value)"
          />
        </app-field>
      </form>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
      <button type="submit" form="environment-form" matButton="filled">Take over</button>
    </mat-dialog-actions>`,
  styles: `
    form {
      display: grid;
      gap: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class EnvironmentDialog {
  protected readonly form = inject<EnvironmentForm>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<EnvironmentDialog>>(MatDialogRef);

  protected readonly title =
    this.form.key === undefined
      ? 'Add key'
      : `${this.form.isSet ? 'Replace' : 'Add'} ${this.form.key}`;
  protected readonly key = signal(this.form.key ?? '');
  protected readonly value = signal('');
  protected readonly mistakes = signal<ReadonlyMap<string, string>>(new Map());
  protected readonly known = computed(() => this.form.known.find(({ key }) => key === this.key()));
  /** Whatever is not known to be harmless is hidden while it is typed. */
  protected readonly isSecret = computed(() => this.known()?.isSecret !== false);

  protected take(event: Event): void {
    event.preventDefault();
    const value = this.value().trim();
    const mistakes = new Map<string, string>();
    if (!/^[A-Za-z_]\w{0,127}$/.test(this.key()))
      mistakes.set('key', 'Letters, digits and underscores, not beginning with a digit.');
    if (value === '') mistakes.set('value', 'Type the value. To take a key away, remove it.');
    else if (!/^[\x20-\x7e]*$/.test(value))
      mistakes.set('value', 'Printable ASCII characters only, on one line.');
    this.mistakes.set(mistakes);
    if (mistakes.size > 0) return;
    this.form.store.set(this.key(), value);
    this.dialog.close();
  }
}
