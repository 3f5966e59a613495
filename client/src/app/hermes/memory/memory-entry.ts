import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import {
  entryProblem,
  type MemoryEntry,
} from '../../../../../server/hermes-state/memory/memory-text.format';
import { Badge } from '../../ui/badge';
import { Field, FieldControl } from '../../ui/field';
import { formatNumber } from '../../ui/format';
import { Icon } from '../../ui/icon';

const longestShown = 1500;

/** One thing that is remembered, with what can be done about it. */
@Component({
  selector: 'app-memory-entry',
  imports: [Badge, Field, FieldControl, Icon, MatButton],
  template: `@if (isEdited()) {
      <form (submit)="$event.preventDefault(); finish(box.value)">
        <app-field [label]="'Entry ' + number()" [error]="problem()">
          <textarea #box appControl rows="5" [value]="entry().text"></textarea>
        </app-field>
        <div class="button-row">
          <button matButton="filled" type="submit">Take over</button>
          <button matButton="outlined" type="button" (click)="leave()">Cancel</button>
        </div>
      </form>
    } @else {
      <div class="words">
        <p>{{ shown() }}</p>
        <p class="caption soft">
          Entry {{ number() }} · {{ characters() }} characters
          @if (entry().isRepeated) {
            <app-badge tone="warning" icon="copy">Said before; Hermes leaves it out</app-badge>
          }
          @if (isCut()) {
            <button type="button" class="quiet" (click)="isWhole.set(true)">Show all of it</button>
          }
        </p>
      </div>
      @if (canChange()) {
        <div class="acts">
          <button
            type="button"
            class="quiet"
            [attr.aria-label]="'Edit entry ' + number()"
            (click)="isEdited.set(true)"
          >
            <app-icon name="edit" />
          </button>
          <button
            type="button"
            class="quiet"
            [attr.aria-label]="'Move entry ' + number() + ' up'"
            [disabled]="isFirst()"
            (click)="movedUp.emit()"
          >
            <app-icon name="up" />
          </button>
          <button
            type="button"
            class="quiet"
            [attr.aria-label]="'Move entry ' + number() + ' down'"
            [disabled]="isLast()"
            (click)="movedDown.emit()"
          >
            <app-icon name="down" />
          </button>
          <button
            type="button"
            class="quiet"
            [attr.aria-label]="'Remove entry ' + number()"
            (click)="removed.emit()"
          >
            <app-icon name="trash" />
          </button>
        </div>
      }
    }`,
  styles: `
    :host {
      display: flex;
      align-items: start;
      justify-content: space-between;
      gap: var(--space-3);
      padding: var(--space-3) 0;
      border-bottom: var(--hairline);
      font-size: var(--text-table);
    }
    form {
      display: grid;
      flex: 1;
      gap: var(--space-2);
      min-width: 0;
    }
    .words {
      display: grid;
      gap: var(--space-1);
      min-width: 0;
    }
    .words p:first-child {
      max-width: 46rem;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
    .caption {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }
    .acts {
      display: flex;
      flex: none;
    }
    @media (max-width: 599px) {
      :host {
        flex-direction: column;
      }
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class MemoryEntryView {
  readonly entry = input.required<MemoryEntry>();
  /** From 1. */
  readonly number = input.required<number>();
  readonly canChange = input(false);
  readonly isFirst = input(false);
  readonly isLast = input(false);

  readonly edited = output<string>();
  readonly movedUp = output();
  readonly movedDown = output();
  readonly removed = output();

  protected readonly isEdited = signal(false);
  protected readonly isWhole = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly characters = computed(() => formatNumber(this.entry().text.length));
  protected readonly isCut = computed(
    () => !this.isWhole() && this.entry().text.length > longestShown,
  );
  protected readonly shown = computed(() => {
    const { text } = this.entry();
    return this.isCut() ? `${text.slice(0, longestShown)}…` : text;
  });

  protected finish(text: string): void {
    const problem = entryProblem(text);
    this.problem.set(problem);
    if (problem !== undefined) return;
    this.isEdited.set(false);
    this.edited.emit(text);
  }

  protected leave(): void {
    this.problem.set(undefined);
    this.isEdited.set(false);
  }
}
