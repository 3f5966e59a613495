import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  Environment,
  EnvironmentChange,
} from '../../../../../server/hermes-state/environment/environment.contract';
import { Toasts } from '../../ui/toasts';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { Reviews } from '../review-dialog';

const path = '/api/admin/hermes/environment';

/** The environment keys of the profile in scope, and the changes to them that are not saved yet. */
@Injectable()
export class EnvironmentStore {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);
  private readonly reviews = inject(Reviews);
  private readonly toasts = inject(Toasts);

  readonly environment = hermesResource<Environment>(
    () => ({ path: 'environment' }),
    ['environment'],
  );
  /** By key; null: to be removed. */
  readonly changes = signal<ReadonlyMap<string, string | null>>(new Map());
  private readonly version = signal<string | undefined>(undefined);
  readonly hasChanges = computed(() => this.changes().size > 0);
  /** The file was changed since the first unsaved change. */
  readonly isOutdated = computed(
    () => this.hasChanges() && this.environment.value()?.version !== this.version(),
  );

  set(key: string, value: string | null): void {
    if (!this.hasChanges()) this.version.set(this.environment.value()?.version);
    this.changes.update((changes) => new Map(changes).set(key, value));
  }

  undo(key: string): void {
    this.changes.update((changes) => new Map([...changes].filter(([name]) => name !== key)));
  }

  discard(): void {
    this.changes.set(new Map());
  }

  /** Goes on from the file as it is now: a change names its key, so it is right there too. */
  adopt(): void {
    this.version.set(this.environment.value()?.version);
  }

  async save(): Promise<void> {
    const environment = this.environment.value();
    const version = this.version();
    if (!environment || version === undefined) return;
    const changes: EnvironmentChange[] = [...this.changes()].map(([key, value]) => ({
      key,
      value,
    }));
    const outcome = await this.reviews.ask({
      title: `Save ${environment.source.file}?`,
      label: `${environment.source.file}, values hidden`,
      before: this.linesOf(environment, new Map()),
      after: this.linesOf(environment, this.changes()),
      notes: [
        'Comments, order and all other lines stay as they are.',
        'New sessions use the new values. A running gateway reads them after a restart.',
      ],
      confirm: 'Save keys',
      save: async () => {
        await firstValueFrom(
          this.http.patch(
            path,
            { changes },
            {
              params: { profile: this.scope.profile() },
              headers: { 'if-match': version },
            },
          ),
        );
      },
    });
    if (outcome === 'saved') {
      this.toasts.succeeded(`Saved ${environment.source.file}.`);
      this.discard();
    }
    this.environment.reload();
  }

  /** As they would stand in the file; new values are said, not shown. */
  private linesOf({ entries }: Environment, changes: ReadonlyMap<string, string | null>): string {
    const kept = entries
      .filter(({ key }) => changes.get(key) !== null)
      .map(({ key, value, isOverridden }) => {
        const change = changes.get(key);
        return change === undefined || change === null || isOverridden
          ? `${key}=${value ?? ''}`
          : `${key}=${wordsFor(change)}`;
      });
    const names = new Set(entries.map(({ key }) => key));
    const added = [...changes]
      .filter(([key, value]) => value !== null && !names.has(key))
      .map(([key, value]) => `${key}=${wordsFor(value!)}`);
    return [...kept, ...added].join('\n');
  }
}

function wordsFor(value: string): string {
  return `(new value, ${value.length} characters)`;
}
