import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { formatShort } from './format';
import { Icon } from './icon';
import type { KeptResource } from './kept-resource';
import { ProblemNote } from './problem-note';
import { Skeleton } from './skeleton';
import { TimeZone } from './time-zone';

/** A part of a page that loads, fails and grows old by itself. Its content shows once there is a value. */
@Component({
  selector: 'app-tile',
  imports: [Icon, ProblemNote, Skeleton],
  template: `<section class="panel" [attr.aria-label]="title()" [attr.aria-busy]="isFirstLoad()">
    <header>
      <h2>{{ title() }}</h2>
      @if (staleNote(); as note) {
        <p class="stale caption" role="status">
          <app-icon name="warning" />{{ note }}
          <button type="button" class="quiet" (click)="resource().reload()">Retry</button>
        </p>
      }
      <ng-content select="[tileActions]" />
    </header>
    @if (resource().value() !== undefined) {
      <div class="content"><ng-content /></div>
    } @else if (resource().problem(); as problem) {
      <app-problem
        [title]="title() + ' could not be loaded'"
        [problem]="problem"
        (retry)="resource().reload()"
      />
    } @else {
      <app-skeleton [lines]="lines()" />
    }
  </section>`,
  styles: `
    :host {
      display: grid;
      min-width: 0;
    }
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-1) var(--space-3);
      min-height: 2.75rem;
      padding: var(--space-1) var(--space-4);
      border-bottom: var(--hairline);
    }
    .content {
      padding: var(--space-4);
    }
    .stale {
      display: flex;
      align-items: center;
      gap: var(--space-1);
      color: var(--color-warning);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class Tile {
  private readonly zone = inject(TimeZone).zone;
  readonly title = input.required<string>();
  readonly resource = input.required<KeptResource<unknown>>();
  readonly lines = input(4);

  protected readonly isFirstLoad = computed(() => this.resource().value() === undefined);
  protected readonly staleNote = computed(() => {
    const { asOf, problem } = this.resource();
    const time = asOf();
    return time && problem()
      ? `As of ${formatShort(time, this.zone())}; refreshing failed.`
      : undefined;
  });
}
