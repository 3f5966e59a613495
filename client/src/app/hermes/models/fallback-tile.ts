import {
  CdkDrag,
  type CdkDragDrop,
  CdkDragHandle,
  CdkDropList,
  moveItemInArray,
} from '@angular/cdk/drag-drop';
import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
} from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import type { FallbackEntry } from '../../../../../server/hermes-state/models/models.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Icon } from '../../ui/icon';
import { Tile } from '../../ui/tile';
import { CredentialBadge } from './credential-badge';
import { ModelForms } from './model-forms';
import { ModelTestButton } from './model-test-button';
import { ModelsStore } from './models-store';

const reasons = {
  not_a_mapping: 'Ignored: it is no provider and model.',
  incomplete: 'Ignored: provider or model is missing.',
  duplicate: 'Ignored: it stands there already.',
  not_a_list: 'Ignored: "fallback_providers" is no list.',
} as const;

/** What is tried, in order, when the primary model fails. Moved by buttons, Alt and arrow keys, or the mouse. */
@Component({
  selector: 'app-fallback-tile',
  imports: [
    Badge,
    CdkDrag,
    CdkDragHandle,
    CdkDropList,
    CredentialBadge,
    Icon,
    ModelTestButton,
    Tile,
  ],
  templateUrl: './fallback-tile.html',
  styleUrl: './fallback-tile.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FallbackTile {
  protected readonly store = inject(ModelsStore);
  protected readonly forms = inject(ModelForms);
  private readonly session = inject(Session);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly announcer = inject(LiveAnnouncer);

  protected readonly reasons = reasons;
  protected readonly canEdit = computed(
    () => this.session.canChange() && this.store.shown()?.locked === null,
  );
  protected readonly chain = computed(() => this.store.shown()?.fallback ?? []);
  private readonly listed = computed(() =>
    this.chain().filter(
      ({ from, ignored }) => from === 'fallback_providers' && ignored !== 'not_a_list',
    ),
  );

  protected nameOf({ model, provider, index }: FallbackEntry): string {
    return model ? `${model} via ${provider ?? 'nobody'}` : `entry ${index + 1}`;
  }

  protected canMove(entry: FallbackEntry): boolean {
    return this.canEdit() && this.listed().includes(entry);
  }

  protected isLast(entry: FallbackEntry): boolean {
    return this.listed().at(-1) === entry;
  }

  protected async move(entry: FallbackEntry, to: number): Promise<void> {
    if (!this.canMove(entry) || to < 0 || to >= this.listed().length) return;
    const order = this.listed().map(({ index }) => index);
    moveItemInArray(order, entry.index, to);
    if (await this.store.apply({ kind: 'fallback_order', order })) return;
    void this.announcer.announce(`${this.nameOf(entry)} is number ${to + 1} now.`);
    // The row was made anew; whoever moved it with the keyboard goes on from there.
    afterNextRender(
      () => this.host.nativeElement.querySelectorAll<HTMLElement>('.entry')[to]?.focus(),
      { injector: this.injector },
    );
  }

  protected moveByKey(event: Event, entry: FallbackEntry, by: number): void {
    event.preventDefault();
    void this.move(entry, entry.index + by);
  }

  protected drop({ previousIndex, currentIndex }: CdkDragDrop<unknown>): void {
    const entry = this.chain()[previousIndex];
    if (entry && previousIndex !== currentIndex) void this.move(entry, currentIndex);
  }

  protected remove(entry: FallbackEntry): void {
    const order = this.listed()
      .map(({ index }) => index)
      .filter((index) => index !== entry.index);
    void this.store.apply({ kind: 'fallback_order', order });
  }
}
