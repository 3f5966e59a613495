import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import type { Models, TaskModel } from '../../../../../server/hermes-state/models/models.contract';
import { Session } from '../../session/session';
import { Icon } from '../../ui/icon';
import { Tile } from '../../ui/tile';
import { ModelForms } from './model-forms';
import { ModelTestButton } from './model-test-button';
import { ModelsStore } from './models-store';

const strategies = {
  fill_first: 'One after the other',
  round_robin: 'In turns',
  random: 'At random',
  least_used: 'The least used',
} as const;

/** Models for side tasks and delegated work, and how keys of a pool take turns. */
@Component({
  selector: 'app-tasks-tile',
  imports: [Icon, ModelTestButton, Tile],
  templateUrl: './tasks-tile.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
    .table-frame {
      margin: calc(-1 * var(--space-4));
      border: 0;
    }
    td {
      overflow-wrap: anywhere;
    }
    select {
      width: min(14rem, 100%);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TasksTile {
  protected readonly store = inject(ModelsStore);
  protected readonly forms = inject(ModelForms);
  private readonly session = inject(Session);
  protected readonly strategies = Object.entries(strategies);
  protected readonly canEdit = computed(
    () => this.session.canChange() && this.store.shown()?.locked === null,
  );
  protected readonly tasks = computed((): readonly TaskModel[] => {
    const models = this.store.shown();
    return models ? [models.delegation, ...models.auxiliary] : [];
  });

  protected wordsOf({ task }: TaskModel): string {
    return task.replaceAll('_', ' ');
  }

  protected choose({ provider }: Models['strategies'][number], strategy: string): void {
    const chosen = Object.keys(strategies).find((name) => name === strategy) as
      keyof typeof strategies | undefined;
    void this.store.apply({ kind: 'strategy', provider, strategy: chosen ?? null });
  }
}
