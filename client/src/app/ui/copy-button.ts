import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  input,
  signal,
} from '@angular/core';
import { CopyText } from './clipboard';
import { Icon, type IconName } from './icon';

/** Copies `text` and says so, on screen and aloud. */
@Component({
  selector: 'app-copy-button',
  imports: [Icon],
  template: `<button type="button" class="quiet" [attr.aria-label]="ariaLabel()" (click)="copy()">
    <app-icon [name]="outcome() === 'copied' ? 'check' : icon()" />
    @if (visibleWord() || outcome()) {
      <span>{{ word() }}</span>
    }
  </button>`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CopyButton {
  private readonly copyText = inject(CopyText);
  private readonly announcer = inject(LiveAnnouncer);
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly text = input.required<string>();
  /** What is copied, as in "Copy request id". */
  readonly what = input.required<string>();
  /** What the button says besides its drawing; empty says nothing. It starts with "Copy". */
  readonly visibleWord = input('');
  readonly icon = input<IconName>('copy');

  protected readonly outcome = signal<'copied' | 'failed' | undefined>(undefined);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  protected ariaLabel(): string {
    return this.outcome() ? `${this.word()} ${this.what()}` : `Copy ${this.what()}`;
  }

  protected word(): string {
    if (this.outcome() === 'copied') return 'Copied';
    return this.outcome() === 'failed' ? 'Not copied' : this.visibleWord();
  }

  protected async copy(): Promise<void> {
    const isCopied = await this.copyText.copy(this.text());
    this.outcome.set(isCopied ? 'copied' : 'failed');
    void this.announcer.announce(
      isCopied ? `Copied ${this.what()}` : `${this.what()} could not be copied. Select it by hand.`,
    );
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.outcome.set(undefined), 2500);
  }
}
