import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  input,
  output,
} from '@angular/core';
import { Icon } from './icon';

/** A search that follows the typing, a moment behind. While it is typed in, the outside does not change it. */
@Component({
  selector: 'app-search-box',
  imports: [Icon],
  template: `<app-icon name="search" /><input
      #box
      class="control"
      type="search"
      [attr.aria-label]="label()"
      [placeholder]="placeholder()"
      [attr.maxlength]="maxLength()"
      [value]="shownIn(box)"
      (input)="settle(box.value)"
    />`,
  styles: `
    :host {
      display: block;
      position: relative;
      flex: 0 1 20rem;
      min-width: 0;
    }
    app-icon {
      position: absolute;
      inset: 0 auto 0 var(--space-2);
      height: 100%;
      color: var(--color-text-soft);
    }
    .control {
      height: var(--control-small);
      padding-left: 1.875rem;
    }
    @media (max-width: 599px) {
      :host {
        flex: 1 1 10rem;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SearchBox {
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly label = input.required<string>();
  readonly placeholder = input('');
  readonly maxLength = input(80);
  readonly value = input('');
  readonly searched = output<string>();

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected shownIn(box: HTMLInputElement): string {
    return document.activeElement === box ? box.value : this.value();
  }

  protected settle(text: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.searched.emit(text.trim()), 250);
  }
}
