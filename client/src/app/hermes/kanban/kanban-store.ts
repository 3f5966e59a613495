import { computed, inject, Injectable, linkedSignal, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute } from '@angular/router';
import { map } from 'rxjs';
import type {
  BoardView,
  Kanban,
  TaskCard,
} from '../../../../../server/hermes-state/kanban/kanban.contract';
import { Session } from '../../session/session';
import { hermesResource } from '../hermes-resource';
import { fieldsFor, lanesOf, paramsOf, viewOf } from './kanban-view';

/** What a column shows more with each wish. */
const moreStep = 100;
/** What the server sends of a column at first. */
const firstCards = 50;

/** The boards of Hermes, and the one that the address names. */
@Injectable()
export class KanbanStore {
  private readonly session = inject(Session);
  readonly view = toSignal(inject(ActivatedRoute).queryParamMap.pipe(map(viewOf)), {
    requireSync: true,
    equal: (one, other) => JSON.stringify(one) === JSON.stringify(other),
  });
  /** Columns of which more is shown than at first. */
  private readonly more = linkedSignal<unknown, ReadonlyMap<string, number>>({
    source: this.view,
    computation: () => new Map<string, number>(),
  });

  readonly boards = hermesResource<Kanban>(
    () => ({ path: 'kanban' }),
    ['kanban', 'gateway', 'profiles', 'config'],
  );
  readonly board = hermesResource<BoardView>(
    () => ({ path: 'kanban/board', params: paramsOf(this.view(), this.more()) }),
    ['kanban', 'profiles'],
  );
  /** What was read of another board is not shown under the name of this one. */
  readonly shown = computed(() => {
    const found = this.board.value();
    return found?.board === this.view().board ? found : undefined;
  });
  readonly described = computed(() =>
    this.boards.value()?.boards.find(({ slug }) => slug === this.view().board),
  );
  readonly lanes = computed(() => lanesOf(this.shown()?.columns ?? [], this.view().hasLanes));
  readonly fields = computed(() => fieldsFor(this.shown()));
  readonly isFiltered = computed(() => {
    const { search, assignee, tenant } = this.view();
    return search !== '' || assignee !== undefined || tenant !== undefined;
  });
  readonly tasks = computed(() => (this.shown()?.columns ?? []).flatMap(({ tasks }) => tasks));
  /** To whom a task can be given. */
  readonly profiles = computed(() => this.boards.value()?.profiles ?? []);

  private readonly ticked = linkedSignal<string, ReadonlySet<string>>({
    source: () => this.view().board,
    computation: () => new Set<string>(),
  });
  /** Of the tasks that are ticked, those that are shown. */
  readonly selected = computed(() => this.tasks().filter(({ id }) => this.ticked().has(id)));
  /** Tasks that a verb is at work on, with what is being done. */
  readonly busy = signal<ReadonlyMap<string, string>>(new Map());

  /** Why nothing can be changed; empty when it can. */
  readonly readOnly = computed(() =>
    this.session.canChange()
      ? (this.boards.value()?.unavailableReason ?? '')
      : 'Only administrators change tasks.',
  );

  isSelected(id: string): boolean {
    return this.ticked().has(id);
  }

  select({ id }: TaskCard, isSelected: boolean): void {
    const next = new Set(this.ticked());
    if (isSelected) next.add(id);
    else next.delete(id);
    this.ticked.set(next);
  }

  clearSelection(): void {
    this.ticked.set(new Set());
  }

  showMore(status: string): void {
    const next = new Map(this.more());
    this.more.set(next.set(status, (next.get(status) ?? firstCards) + moreStep));
  }

  reload(): void {
    this.boards.reload();
    this.board.reload();
  }
}
