import {
  ChangeDetectionStrategy,
  Component,
  type ElementRef,
  input,
  model,
  signal,
  viewChild,
} from '@angular/core';
import { Field, FieldControl } from '../ui/field';

/** A password that can be shown, says when Caps Lock is on, and leaves pasting and password managers alone. */
@Component({
  selector: 'app-password-field',
  imports: [Field, FieldControl],
  template: `<app-field [label]="label()" [hint]="hint()" [error]="error()">
    <div class="password">
      <input
        #box
        appControl
        required
        maxlength="256"
        [attr.name]="name()"
        [attr.autocomplete]="autocomplete()"
        [type]="isShown() ? 'text' : 'password'"
        [value]="value()"
        (input)="value.set(box.value)"
        (keydown)="noticeCapsLock($event)"
        (keyup)="noticeCapsLock($event)"
      />
      <button
        type="button"
        class="quiet"
        [attr.aria-pressed]="isShown()"
        [attr.aria-label]="'Show ' + label().toLowerCase()"
        (click)="isShown.set(!isShown())"
      >
        {{ isShown() ? 'Hide' : 'Show' }}
      </button>
    </div>
    <div aria-live="polite">
      @if (isCapsLockOn()) {
        <p class="caption soft">Caps Lock is on.</p>
      }
    </div>
  </app-field>`,
  styles: `
    .password {
      position: relative;
      display: grid;
    }
    .password .control {
      padding-right: 4rem;
    }
    .password button {
      position: absolute;
      inset: 0 3px 0 auto;
      margin: auto 0;
      font-size: var(--text-caption);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PasswordField {
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');

  readonly label = input.required<string>();
  readonly name = input('password');
  readonly autocomplete = input<'current-password' | 'new-password'>('current-password');
  readonly hint = input<string>();
  readonly error = input<string>();
  readonly value = model('');

  protected readonly isShown = signal(false);
  protected readonly isCapsLockOn = signal(false);

  /** Ready to be typed over. */
  select(): void {
    this.box().nativeElement.select();
  }

  /** Password managers dispatch key events that are not keyboard events. */
  protected noticeCapsLock(event: Event): void {
    if (event instanceof KeyboardEvent) this.isCapsLockOn.set(event.getModifierState('CapsLock'));
  }
}
