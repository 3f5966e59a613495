import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import type { Tone } from './badge';
import { Icon, type IconName } from './icon';
import { Sparkline } from './sparkline';

/** One number that matters, what it is, how it went, and where it comes from. Content: a line of detail. */
@Component({
  selector: 'app-stat-tile',
  imports: [Icon, RouterLink, Sparkline],
  template: `<dl>
      <dt>{{ label() }}</dt>
      <dd class="figure">
        @if (value() === undefined) {
          <span class="wait" aria-hidden="true"></span>
          <span class="visually-hidden">Loading…</span>
        } @else if (link(); as to) {
          <a
            [routerLink]="$any(to)"
            [queryParams]="linkQuery()"
            [fragment]="linkFragment()"
            [attr.aria-label]="value() + ', ' + label()"
            >{{ value() }}</a
          >
        } @else {
          {{ value() }}
        }
        @if (unit()) {
          <span class="unit soft">{{ unit() }}</span>
        }
      </dd>
      @if (note()) {
        <dd class="note caption" [class]="tone()">
          @if (noteIcon(); as icon) {
            <app-icon [name]="icon" />
          }
          {{ note() }}
        </dd>
      }
    </dl>
    <ng-content />
    @if (course(); as values) {
      <app-sparkline [values]="values" [label]="courseLabel() || label()" />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      align-content: space-between;
      gap: var(--space-2);
      min-width: 0;
      padding: var(--space-3) var(--space-4);
      background: var(--color-surface);
      border: var(--hairline);
      border-radius: var(--radius-large);
    }
    dt {
      color: var(--color-text-soft);
      font-size: var(--text-table);
    }
    .figure {
      font-size: var(--text-figure);
      font-weight: var(--weight-medium);
      line-height: var(--leading-tight);
      letter-spacing: -0.02em;
    }
    .figure a {
      color: inherit;
    }
    .unit {
      font-size: var(--text-table);
      font-weight: var(--weight-normal);
      letter-spacing: 0;
    }
    .wait {
      display: inline-block;
      width: 4rem;
      height: 1.25rem;
      border-radius: var(--radius-small);
      background: var(--color-pressed);
    }
    .note {
      display: flex;
      align-items: center;
      gap: 4px;
      margin-top: 2px;
      color: var(--color-text-soft);
    }
    .note app-icon {
      width: 0.8125rem;
      height: 0.8125rem;
    }
    .note.good {
      color: var(--color-good);
    }
    .note.warning {
      color: var(--color-warning);
    }
    .note.bad {
      color: var(--color-bad);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StatTile {
  readonly label = input.required<string>();
  /** As shown; `undefined` while it is not known, which is not zero. */
  readonly value = input.required<string | undefined>();
  readonly unit = input('');
  /** Beside the number: "12 % more than yesterday". */
  readonly note = input('');
  readonly noteIcon = input<IconName>();
  readonly tone = input<Tone>('muted');
  /** The list behind the number, as for `routerLink`. */
  readonly link = input<string | readonly unknown[]>();
  readonly linkQuery = input<Record<string, string>>({});
  readonly linkFragment = input<string>();
  readonly course = input<readonly (number | null)[]>();
  readonly courseLabel = input('');
}
