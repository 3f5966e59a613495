import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { Router } from '@angular/router';
import { Badge, type Tone } from '../ui/badge';
import { formatNumber } from '../ui/format';
import { Icon, type IconName } from '../ui/icon';
import { AuditStore } from './audit-store';
import { AuditTail } from './audit-tail';

/** Turns the following of the log on and off, and says how it goes. */
@Component({
  selector: 'app-audit-tail-toggle',
  imports: [Badge, Icon, MatButton],
  template: `<span role="status">
      @if (tail.newCount(); as count) {
        <button type="button" class="pill" (click)="caughtUp.emit()">
          <app-icon name="up" />{{ number(count) }} new
        </button>
      } @else if (shown(); as state) {
        <app-badge [tone]="state.tone" [icon]="state.icon" [title]="state.meaning">{{
          state.word
        }}</app-badge>
      }
    </span>
    <button
      type="button"
      matButton="outlined"
      [attr.aria-pressed]="isWanted()"
      [class.is-on]="isWanted()"
      [disabled]="!isWanted() && hindrance() !== undefined"
      [title]="hindrance() ?? 'Shows new requests as they come'"
      (click)="toggle()"
    >
      <app-icon name="live" class="lead" />Live tail
    </button>`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
    }
    /* Not a gap: without anything to say, the status takes no room. */
    .pill,
    app-badge {
      margin-right: var(--space-2);
    }
    .pill {
      display: inline-flex;
      align-items: center;
      gap: var(--space-1);
      min-height: var(--control-small);
      padding: 0 var(--space-3);
      border: 0;
      border-radius: var(--radius-full);
      background: var(--color-accent);
      color: var(--color-on-accent);
      font-size: var(--text-caption);
      font-weight: var(--weight-medium);
      cursor: pointer;
    }
    .pill app-icon {
      width: 0.75rem;
      height: 0.75rem;
    }
    .is-on {
      background: var(--color-accent-wash);
    }
    .lead {
      margin-right: var(--space-1);
      vertical-align: -3px;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AuditTailToggle {
  private readonly router = inject(Router);
  private readonly store = inject(AuditStore);
  protected readonly tail = inject(AuditTail);
  /** The operator wants to see what is new. */
  readonly caughtUp = output();

  protected readonly isWanted = this.store.wantsTail;
  protected readonly hindrance = this.tail.hindrance;
  protected readonly number = formatNumber;
  protected readonly shown = computed(() => {
    const state = this.tail.state();
    if (state === 'off')
      return this.isWanted() ? { ...hindered, meaning: this.hindrance() ?? '' } : undefined;
    if (state === 'failing') {
      const meaning = this.tail.problem()?.message ?? '';
      return { ...failing, meaning };
    }
    return this.tail.isHeld() ? held : wording[state];
  });

  protected toggle(): void {
    void this.router.navigate([], {
      queryParams: { live: this.isWanted() ? null : true },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }
}

interface Wording {
  readonly word: string;
  readonly meaning: string;
  readonly tone: Tone;
  readonly icon: IconName;
}

const hindered: Wording = { word: 'Cannot follow', meaning: '', tone: 'warning', icon: 'warning' };
const failing: Wording = { word: 'Not following', meaning: '', tone: 'bad', icon: 'error' };
const held: Wording = {
  word: 'Paused',
  meaning: 'The rows stand still while you read. Scroll up to go on.',
  tone: 'muted',
  icon: 'clock',
};
const wording: Record<'live' | 'polling', Wording> = {
  live: {
    word: 'Following',
    meaning: 'New requests appear as they come.',
    tone: 'good',
    icon: 'live',
  },
  polling: {
    word: 'Polling',
    meaning: 'There is no live connection. The server is asked every five seconds.',
    tone: 'warning',
    icon: 'refresh',
  },
};
