import {
  ChangeDetectionStrategy,
  Component,
  computed,
  Directive,
  inject,
  input,
} from '@angular/core';

let counter = 0;

/** A label, a control marked `appControl`, and below it the error or the hint. */
@Component({
  selector: 'app-field',
  template: `<label [attr.for]="controlId">
      {{ label() }}
      @if (isOptional()) {
        <span class="soft">(optional)</span>
      }
    </label>
    <ng-content />
    @if (error(); as message) {
      <p class="error" [id]="noteId">{{ message }}</p>
    } @else if (hint()) {
      <p class="soft" [id]="noteId">{{ hint() }}</p>
    }`,
  styles: `
    :host {
      display: grid;
      align-content: start;
      gap: var(--space-1);
      min-width: 0;
    }
    label {
      font-size: var(--text-table);
      font-weight: var(--weight-medium);
    }
    label span {
      font-weight: var(--weight-normal);
    }
    p {
      font-size: var(--text-caption);
    }
    .error {
      color: var(--color-bad);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Field {
  readonly label = input.required<string>();
  readonly hint = input<string>();
  readonly error = input<string>();
  readonly isOptional = input(false);

  readonly controlId = `field-${++counter}`;
  readonly noteId = `${this.controlId}-note`;
  readonly describedBy = computed(() => (this.error() || this.hint() ? this.noteId : null));
}

/** Ties the control of a field to its label, hint and error. */
@Directive({
  selector: '[appControl]',
  host: {
    class: 'control',
    '[id]': 'field.controlId',
    '[attr.aria-describedby]': 'field.describedBy()',
    '[attr.aria-invalid]': 'field.error() ? true : null',
  },
})
export class FieldControl {
  protected readonly field = inject(Field);
}
