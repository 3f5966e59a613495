import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { ModelsChange } from '../../../../../server/hermes-state/models/models.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { type Problem } from '../../ui/problem';
import type { ModelsStore } from './models-store';

export type ModelFieldName =
  | 'slug'
  | 'name'
  | 'provider'
  | 'model'
  | 'baseUrl'
  | 'apiMode'
  | 'keyEnv'
  | 'contextLength'
  | 'timeoutSeconds';

export interface ModelField {
  readonly name: ModelFieldName;
  readonly label: string;
  readonly hint?: string;
  readonly isRequired?: boolean;
  /** For choosing; anything else may be typed too. */
  readonly known?: readonly string[];
  readonly isNumber?: boolean;
}

export interface ModelForm {
  readonly store: ModelsStore;
  readonly title: string;
  readonly fields: readonly ModelField[];
  readonly values: Readonly<Partial<Record<ModelFieldName, string>>>;
  /** A tick beside the fields. */
  readonly tick?: { readonly label: string; readonly isSet: boolean };
  /** From what was typed to the change. */
  readonly change: (
    values: Readonly<Record<ModelFieldName, string>>,
    isTicked: boolean,
  ) => ModelsChange;
}

/** One row of the models pane. What it says joins the unsaved changes; nothing is written yet. */
@Component({
  selector: 'app-model-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>{{ form.title }}</h2>
    <mat-dialog-content>
      <form id="model-form" novalidate (submit)="take($event)">
        @if (problem(); as problem) {
          <app-banner tone="bad" icon="error" role="alert">{{ problem.message }}</app-banner>
        }
        @for (field of form.fields; track field.name) {
          <app-field
            [label]="field.label"
            [hint]="field.hint"
            [isOptional]="!field.isRequired"
            [error]="mistakes().get(field.name)"
          >
            <input
              #input
              appControl
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              maxlength="500"
              [attr.inputmode]="field.isNumber ? 'numeric' : null"
              [attr.list]="field.known ? 'known-' + field.name : null"
              [value]="values()[field.name] ?? ''"
              (input)="set(field.name, input.value)"
            />
            @if (field.known; as known) {
              <datalist [id]="'known-' + field.name">
                @for (choice of known; track choice) {
                  <option [value]="choice"></option>
                }
              </datalist>
            }
          </app-field>
        }
        @if (form.tick; as tick) {
          <label class="tick">
            <input
              #box
              type="checkbox"
              [checked]="isTicked()"
              (change)="isTicked.set(box.checked)"
            />
            {{ tick.label }}
          </label>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
      <button type="submit" form="model-form" matButton="filled" [disabled]="form.store.isBusy()">
        Take over
      </button>
    </mat-dialog-actions>`,
  styles: `
    form {
      display: grid;
      gap: var(--space-4);
    }
    .tick {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ModelDialog {
  protected readonly form = inject<ModelForm>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ModelDialog>>(MatDialogRef);
  protected readonly values = signal(this.form.values);
  protected readonly isTicked = signal(this.form.tick?.isSet ?? false);
  protected readonly mistakes = signal<ReadonlyMap<string, string>>(new Map());
  protected readonly problem = signal<Problem | undefined>(undefined);

  protected set(name: ModelFieldName, value: string): void {
    this.values.update((values) => ({ ...values, [name]: value }));
  }

  protected async take(event: Event): Promise<void> {
    event.preventDefault();
    const values = this.values() as Record<ModelFieldName, string>;
    this.mistakes.set(this.mistakesIn(values));
    if (this.mistakes().size > 0) return;
    const trimmed = Object.fromEntries(
      this.form.fields.map(({ name }) => [name, (values[name] ?? '').trim()]),
    ) as Record<ModelFieldName, string>;
    const problem = await this.form.store.apply(this.form.change(trimmed, this.isTicked()));
    if (!problem) this.dialog.close();
    else this.problem.set(problem);
  }

  private mistakesIn(values: Readonly<Record<ModelFieldName, string>>): Map<string, string> {
    const mistakes = new Map<string, string>();
    for (const { name, label, isRequired, isNumber } of this.form.fields) {
      const value = (values[name] ?? '').trim();
      if (isRequired && value === '') mistakes.set(name, `${label} is needed.`);
      if (isNumber && value !== '' && !(Number(value) > 0))
        mistakes.set(name, 'A number greater than 0.');
      if (name === 'baseUrl' && value !== '' && !/^https?:\/\/[^\s@]+$/.test(value))
        mistakes.set(name, 'An address beginning with http:// or https://, without a password.');
      if (name === 'slug' && !/^[a-z0-9][a-z0-9._-]{0,63}$/.test(value))
        mistakes.set(name, 'Small letters, digits, dots, dashes and underscores.');
      if (name === 'keyEnv' && !/^([A-Za-z_]\w*)?$/.test(value))
        mistakes.set(name, 'The name of a variable, not the key itself.');
    }
    return mistakes;
  }
}
