import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import type { TaskCard as Task } from '../../../../../server/hermes-state/kanban/kanban.contract';
import { isTyping } from '../../ui/typing';
import { Badge } from '../../ui/badge';
import { Icon } from '../../ui/icon';
import { ProfileMark } from '../../ui/profile-mark';
import { SingleKeys } from '../../ui/single-keys';
import { TimeStamp } from '../../ui/time-stamp';
import { KanbanStore } from './kanban-store';
import { nearestMove } from './kanban-view';
import { MoveMenu } from './move-menu';
import { TaskActions } from './task-actions';

export const cardElementId = (id: string): string => `task-${id}`;

/** A task on the board. M opens its moves, Shift with an arrow moves it, X ticks it. */
@Component({
  selector: 'app-task-card',
  imports: [Badge, Icon, MoveMenu, ProfileMark, TimeStamp],
  templateUrl: './task-card.html',
  styleUrl: './task-card.css',
  host: { '(keydown)': 'followKey($event)', '[class.open]': 'isOpen()' },
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TaskCard {
  protected readonly store = inject(KanbanStore);
  private readonly actions = inject(TaskActions);
  private readonly keys = inject(SingleKeys);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly menu = viewChild(MoveMenu);

  readonly task = input.required<Task>();
  readonly isOpen = input(false);
  readonly opened = output();

  protected readonly elementId = computed(() => cardElementId(this.task().id));
  protected readonly canChange = computed(() => this.store.readOnly() === '');
  protected readonly busyWord = computed(() => this.store.busy().get(this.task().id));
  protected readonly isSelected = computed(() => this.store.isSelected(this.task().id));
  protected readonly age = computed(() => {
    const { status, completedAt, startedAt, createdAt } = this.task();
    if (status === 'done' || status === 'archived') return completedAt ?? createdAt;
    return status === 'running' ? (startedAt ?? createdAt) : createdAt;
  });

  protected followKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.altKey || event.metaKey || target.closest('[role=menu]')) return;
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : undefined;
    if (event.shiftKey) {
      if (step === undefined || !this.canChange()) return;
      const to = nearestMove(this.task(), step);
      // Nowhere to go: the next column says why.
      void this.actions.move(this.task(), to ?? (step === 1 ? 'archived' : 'triage'));
    } else if (step !== undefined) this.focusBeside(step);
    else if (event.key === 'ArrowDown') this.focusAlong(1);
    else if (event.key === 'ArrowUp') this.focusAlong(-1);
    else if (!this.canChange() || !this.keys.mayAct(event) || isTyping(event)) return;
    else if (event.key === 'm') this.menu()?.open();
    else if (event.key === 'x') this.store.select(this.task(), !this.isSelected());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The card above or below. */
  private focusAlong(step: 1 | -1): void {
    const cards = [...(this.list()?.querySelectorAll<HTMLElement>('.title') ?? [])];
    cards[cards.indexOf(this.title()) + step]?.focus();
  }

  /** The first card of the nearest column that has any, as far down as this one. */
  private focusBeside(step: 1 | -1): void {
    const own = this.list();
    const lists = [...(own?.closest('.lane')?.querySelectorAll<HTMLElement>('.cards') ?? [])];
    if (own === null) return;
    const row = [...own.querySelectorAll('.title')].indexOf(this.title());
    for (let at = lists.indexOf(own) + step; at >= 0 && at < lists.length; at += step) {
      const cards = lists[at]!.querySelectorAll<HTMLElement>('.title');
      if (cards.length === 0) continue;
      cards[Math.min(row, cards.length - 1)]!.focus();
      return;
    }
  }

  private list(): HTMLElement | null {
    return this.host.nativeElement.closest<HTMLElement>('.cards');
  }

  private title(): HTMLElement {
    return this.host.nativeElement.querySelector<HTMLElement>('.title')!;
  }
}
