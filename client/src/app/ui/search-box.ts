import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  input,
  output,
} from '@angular/core';

/** A search that follows the typing, a moment behind. While it is typed in, the outside does not change it. */
@Component({
  selector: 'app-search-box',
  template: `<input
    #box
    class="control"
    type="search"
    [attr.aria-label]="label()"
    [placeholder]="placeholder()"
    [attr.maxlength]="maxLength()"
    [value]="shownIn(box)"
    (input)="settle(box.value)"
  />`,
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
