import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  Models,
  ModelsChange,
  ModelsPreview,
  ModelTestResult,
} from '../../../../../server/hermes-state/models/models.contract';
import { type Problem, problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { Reviews } from '../review-dialog';

const path = '/api/admin/hermes/models';

/** The models of the profile in scope, and the changes to them that are not saved yet. */
@Injectable()
export class ModelsStore {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);
  private readonly toasts = inject(Toasts);
  private readonly reviews = inject(Reviews);

  readonly models = hermesResource<Models>(
    () => ({ path: 'models' }),
    ['config', 'environment', 'accounts'],
  );
  private readonly changes = signal<readonly ModelsChange[]>([]);
  private readonly preview = signal<ModelsPreview | undefined>(undefined);
  readonly isBusy = signal(false);
  /** Why the last change was not taken. */
  readonly refusal = signal<Problem | undefined>(undefined);
  /** The file was changed since the first unsaved change was made. */
  readonly isConflict = computed(() => {
    const [based, now] = [this.preview()?.models.version, this.models.value()?.version];
    return this.hasChanges() && based !== undefined && based !== now;
  });
  readonly hasChanges = computed(() => this.changes().length > 0);
  readonly count = computed(() => this.changes().length);
  /** With unsaved changes as they would be. */
  readonly shown = computed(() => this.preview()?.models ?? this.models.value());
  readonly tests = signal<ReadonlyMap<string, ModelTestResult | 'running'>>(new Map());

  /** Adds a change to the unsaved ones, if it makes sense together with them. Answers whether it did. */
  async apply(...added: ModelsChange[]): Promise<Problem | undefined> {
    const version = this.preview()?.models.version ?? this.models.value()?.version;
    if (version === undefined || this.isBusy()) return undefined;
    return this.show([...this.changes(), ...added], version);
  }

  discard(): void {
    this.changes.set([]);
    this.preview.set(undefined);
    this.refusal.set(undefined);
    this.tests.set(new Map());
  }

  /** Makes the same changes to the file as it is now. */
  async rebase(): Promise<void> {
    const now = this.models.value();
    if (now) await this.show(this.changes(), now.version);
  }

  /** Shows the difference and writes it. */
  async save(): Promise<void> {
    const preview = this.preview();
    if (!preview) return;
    const { models, before, after } = preview;
    const outcome = await this.reviews.ask({
      title: `Save ${models.source.file}?`,
      label: models.source.file,
      before,
      after,
      notes: ['New sessions use the new models. A running gateway reads them after a restart.'],
      confirm: 'Save models',
      save: async () => {
        await firstValueFrom(
          this.http.put(
            path,
            { changes: this.changes() },
            { params: this.params(), headers: { 'if-match': models.version } },
          ),
        );
      },
    });
    if (outcome === 'left') return;
    if (outcome === 'saved') {
      this.toasts.succeeded(`Saved ${models.source.file}.`);
      this.discard();
    }
    this.models.reload();
  }

  async test(row: string): Promise<void> {
    this.note(row, 'running');
    try {
      const result = await firstValueFrom(
        this.http.post<ModelTestResult>(`${path}/test`, { row }, { params: this.params() }),
      );
      this.note(row, result);
    } catch (error) {
      this.tests.update((tests) => new Map([...tests].filter(([name]) => name !== row)));
      this.toasts.failed('The test could not be made.', problemOf(error));
    }
  }

  private note(row: string, result: ModelTestResult | 'running'): void {
    this.tests.update((tests) => new Map(tests).set(row, result));
  }

  private async show(
    changes: readonly ModelsChange[],
    version: string,
  ): Promise<Problem | undefined> {
    this.isBusy.set(true);
    try {
      const preview = await firstValueFrom(
        this.http.get<ModelsPreview>(`${path}/preview`, {
          params: { ...this.params(), changes: JSON.stringify(changes) },
          headers: { 'if-match': version },
        }),
      );
      this.tests.set(new Map());
      this.refusal.set(undefined);
      const isSame = preview.before === preview.after;
      this.changes.set(isSame ? [] : changes);
      this.preview.set(isSame ? undefined : preview);
      return undefined;
    } catch (error) {
      const problem = problemOf(error);
      this.refusal.set(problem);
      if (problem.status === 412) this.models.reload();
      return problem;
    } finally {
      this.isBusy.set(false);
    }
  }

  private params(): { readonly profile: string } {
    return { profile: this.scope.profile() };
  }
}
