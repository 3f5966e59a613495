import {
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Badge, type Tone } from './badge';
import { CopyButton } from './copy-button';
import { downloadText } from './download';
import { formatCount } from './format';
import { Icon, type IconName } from './icon';

export type JobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface JobLine {
  readonly text: string;
  readonly stream?: 'out' | 'error';
}

const shownLines = 2000;
const looks: Record<JobState, { tone: Tone; icon: IconName; word: string }> = {
  queued: { tone: 'muted', icon: 'clock', word: 'Queued' },
  running: { tone: 'note', icon: 'running', word: 'Running' },
  succeeded: { tone: 'good', icon: 'check', word: 'Succeeded' },
  failed: { tone: 'bad', icon: 'error', word: 'Failed' },
  cancelled: { tone: 'warning', icon: 'blocked', word: 'Cancelled' },
};

/** What a running command writes, as it writes it. It follows the end until somebody scrolls up to read. */
@Component({
  selector: 'app-job-output',
  imports: [Badge, CopyButton, Icon],
  template: `<div class="code-bar">
      <app-badge role="status" [tone]="look().tone" [icon]="look().icon">{{ word() }}</app-badge>
      <span class="caption soft code-name">{{ label() }}</span>
      @if (canStop() && (state() === 'running' || state() === 'queued')) {
        <button type="button" class="quiet" (click)="stopped.emit()">
          <app-icon name="stop" />Stop
        </button>
      }
      <app-copy-button what="output" [text]="text()" visibleWord="Copy" />
      <button type="button" class="quiet" aria-label="Download output" (click)="download()">
        <app-icon name="download" />
      </button>
    </div>
    <div
      #pane
      class="pane code-text"
      role="log"
      aria-live="off"
      tabindex="0"
      [attr.aria-label]="'Output of ' + label()"
      (scroll)="noteScroll(pane)"
    >
      @if (hidden() > 0) {
        <p class="soft">{{ hiddenText() }}</p>
      }
      @for (line of shown(); track line.number) {
        <span class="line" [class.error]="line.stream === 'error'">
          @if (line.stream === 'error') {
            <span class="visually-hidden">error: </span>
          }
          {{ line.text }}{{ '\\n' }}</span
        >
      } @empty {
        <p class="soft">{{ state() === 'running' ? 'No output so far.' : 'No output.' }}</p>
      }
    </div>
    @if (!isFollowing()) {
      <button type="button" class="to-end" (click)="follow()">
        <app-icon name="down" />{{ state() === 'running' ? 'Follow output' : 'To the end' }}
      </button>
    }`,
  styles: `
    :host {
      position: relative;
    }
    .pane {
      height: 18rem;
      padding: var(--space-2) var(--space-3);
      overflow: auto;
      overscroll-behavior: contain;
    }
    .line {
      display: block;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .error {
      color: var(--color-bad);
    }
  `,
  host: { class: 'code-box' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class JobOutput {
  /** What runs: "Update Hermes". */
  readonly label = input.required<string>();
  /** Everything written so far; replace the array to add to it. */
  readonly lines = input.required<readonly JobLine[]>();
  readonly state = input.required<JobState>();
  readonly exitCode = input<number | null>();
  readonly canStop = input(false);
  readonly fileName = input('output.log');
  readonly stopped = output();

  private readonly pane = viewChild.required<ElementRef<HTMLElement>>('pane');
  protected readonly isFollowing = signal(true);
  protected readonly look = computed(() => looks[this.state()]);
  protected readonly word = computed(() => {
    const code = this.exitCode();
    const isShown = code !== undefined && code !== null && this.state() === 'failed';
    return isShown ? `${this.look().word}, exit code ${code}` : this.look().word;
  });
  protected readonly hidden = computed(() => Math.max(0, this.lines().length - shownLines));
  protected readonly hiddenText = computed(
    () => `${formatCount(this.hidden(), 'earlier line')} not shown; the download has them.`,
  );
  protected readonly shown = computed(() =>
    this.lines()
      .slice(this.hidden())
      .map((line, index) => ({ ...line, number: this.hidden() + index })),
  );
  protected readonly text = computed(() =>
    this.lines()
      .map((line) => line.text)
      .join('\n'),
  );

  constructor() {
    afterRenderEffect(() => {
      this.shown();
      if (this.isFollowing()) scrollToEnd(this.pane().nativeElement);
    });
  }

  /** Scrolling up is reading; coming back to the end follows again. */
  protected noteScroll(pane: HTMLElement): void {
    this.isFollowing.set(pane.scrollHeight - pane.scrollTop - pane.clientHeight < 24);
  }

  protected follow(): void {
    this.isFollowing.set(true);
    scrollToEnd(this.pane().nativeElement);
  }

  protected download(): void {
    downloadText(this.fileName(), `${this.text()}\n`);
  }
}

function scrollToEnd(pane: HTMLElement): void {
  pane.scrollTop = pane.scrollHeight;
}
