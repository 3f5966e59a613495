import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Badge, type Tone } from '../ui/badge';
import type { IconName } from '../ui/icon';
import { LiveChannel, type LiveState } from './live-channel';

/** Whether what is on screen follows the server by itself. */
@Component({
  selector: 'app-live-state',
  imports: [Badge],
  template: `<app-badge
    role="status"
    [tone]="shown().tone"
    [icon]="shown().icon"
    [title]="shown().meaning"
    ><span class="word">{{ shown().word }}</span></app-badge
  >`,
  styles: `
    @media (max-width: 479px) {
      .word {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class LiveStateBadge {
  private readonly channel = inject(LiveChannel);

  protected readonly shown = computed(() => wording[this.channel.state()]);
}

const wording: Record<
  LiveState,
  { readonly word: string; readonly meaning: string; readonly tone: Tone; readonly icon: IconName }
> = {
  live: {
    word: 'Live',
    meaning: 'Changes appear as they happen.',
    tone: 'good',
    icon: 'live',
  },
  connecting: {
    word: 'Connecting',
    meaning: 'Changes will appear as they happen in a moment.',
    tone: 'muted',
    icon: 'running',
  },
  reconnecting: {
    word: 'Polling',
    meaning: 'The live connection is being opened again. Until then everything is read regularly.',
    tone: 'warning',
    icon: 'refresh',
  },
  offline: {
    word: 'Offline',
    meaning: 'The server does not answer. What is shown may be old.',
    tone: 'bad',
    icon: 'offline',
  },
};
