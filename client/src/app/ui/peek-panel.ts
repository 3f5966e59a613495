import { A11yModule } from '@angular/cdk/a11y';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  type ElementRef,
  EnvironmentInjector,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { publicAddress } from './base-path';
import { CopyButton } from './copy-button';
import { Icon } from './icon';
import { peekTakesWindow } from './peek-takes-window';
import { SingleKeys } from './single-keys';

let counter = 0;

/**
 * One thing beside the list it comes from. J and K go through the list, Escape closes, and closing gives the focus back.
 * On narrow windows it covers the page as a dialog. Content: the thing; `peekActions` beside the heading.
 */
@Component({
  selector: 'app-peek-panel',
  imports: [A11yModule, CopyButton, Icon],
  template: `<section
    class="peek"
    [attr.role]="isFull() ? 'dialog' : null"
    [attr.aria-modal]="isFull() ? true : null"
    [attr.aria-labelledby]="headingId"
    [cdkTrapFocus]="isFull()"
  >
    <header>
      <h2 #heading tabindex="-1" [id]="headingId">{{ title() }}</h2>
      <div class="tools">
        <ng-content select="[peekActions]" />
        @if (hasNeighbours()) {
          <button
            type="button"
            class="quiet"
            aria-keyshortcuts="K"
            [title]="previousWord() + ' (K)'"
            [attr.aria-label]="previousWord()"
            (click)="previous.emit()"
          >
            <app-icon name="up" />
          </button>
          <button
            type="button"
            class="quiet"
            aria-keyshortcuts="J"
            [title]="nextWord() + ' (J)'"
            [attr.aria-label]="nextWord()"
            (click)="next.emit()"
          >
            <app-icon name="down" />
          </button>
        }
        @if (link()) {
          <app-copy-button icon="link" [what]="'link to ' + title()" [text]="address()" />
        }
        <button
          type="button"
          class="quiet"
          title="Close (Esc)"
          aria-keyshortcuts="Escape"
          [attr.aria-label]="'Close ' + title()"
          (click)="closed.emit()"
        >
          <app-icon name="close" />
        </button>
      </div>
    </header>
    <div class="body" [attr.aria-busy]="isLoading()"><ng-content /></div>
  </section>`,
  styles: `
    .peek {
      position: fixed;
      z-index: 20;
      inset: 0 0 0 auto;
      display: flex;
      flex-direction: column;
      width: min(var(--peek-width), 100vw);
      background: var(--color-surface);
      box-shadow: var(--shadow-float);
    }
    header {
      display: flex;
      flex: none;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
      min-height: var(--header-height);
      padding: 0 var(--space-3) 0 var(--space-4);
      border-bottom: var(--hairline);
    }
    h2 {
      min-width: 0;
      overflow: hidden;
      outline: none;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .tools {
      display: flex;
      flex: none;
      align-items: center;
      gap: 2px;
    }
    .body {
      flex: 1;
      min-height: 0;
      overflow-y: auto;
    }
    @media (max-width: 899px) {
      .peek {
        width: 100vw;
      }
    }
  `,
  host: { '(document:keydown)': 'followKey($event)' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PeekPanel {
  private readonly heading = viewChild.required<ElementRef<HTMLElement>>('heading');
  private readonly singleKeys = inject(SingleKeys);
  protected readonly isFull = peekTakesWindow();

  readonly title = input.required<string>();
  /** Path of what is shown, from the root; absent when it has no address. */
  readonly link = input<string>();
  readonly hasNeighbours = input(true);
  readonly previousWord = input('Previous');
  readonly nextWord = input('Next');
  readonly isLoading = input(false);
  /** Id of the element that gets the focus afterwards; unless given, the one that had it. */
  readonly returnTo = input<string>();

  readonly previous = output();
  readonly next = output();
  readonly closed = output();

  protected readonly headingId = `peek-${++counter}`;
  protected readonly address = computed(() => publicAddress(this.link() ?? ''));

  constructor() {
    const before = document.activeElement;
    const injector = inject(EnvironmentInjector);
    afterNextRender(() => this.heading().nativeElement.focus({ preventScroll: true }));
    inject(DestroyRef).onDestroy(() => {
      const id = this.returnTo();
      // The page can take the focus only after it was drawn without the panel.
      afterNextRender(() => giveFocus(id === undefined ? before : document.getElementById(id)), {
        injector,
      });
    });
  }

  protected followKey(event: KeyboardEvent): void {
    // Escape in a field of the panel ends the typing, not the panel.
    if (!this.singleKeys.mayMove(event)) return;
    if (event.key === 'Escape') this.closed.emit();
    else if (event.key === 'j' && this.hasNeighbours()) this.next.emit();
    else if (event.key === 'k' && this.hasNeighbours()) this.previous.emit();
    else return;
    event.preventDefault();
  }
}

function giveFocus(element: Element | null): void {
  if (element instanceof HTMLElement && element.isConnected) element.focus();
}
