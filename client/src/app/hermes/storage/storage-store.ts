import { HttpClient } from '@angular/common/http';
import { effect, inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  Backups,
  CleanedUp,
  CleanUp,
  CleanUps,
  Integrity,
  PostgresStorage,
  StorageTrend,
  StorageView,
  VerifiedBackup,
} from '../../../../../server/hermes-state/storage/storage.contract';
import { atBase } from '../../ui/base-path';
import { keptResource } from '../../ui/kept-resource';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';

const path = '/api/admin/hermes/storage';
/** While it is counted, how far it has come is asked again. */
const countingMs = 1500;

/** What takes room in the profile in scope. Each part is read by itself. Changes throw the HTTP error. */
@Injectable()
export class StorageStore {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);

  readonly view = hermesResource<StorageView>(() => ({ path: 'storage' }), []);
  readonly trend = hermesResource<StorageTrend>(() => ({ path: 'storage/trend' }), []);
  readonly cleanUps = hermesResource<CleanUps>(() => ({ path: 'storage/clean-ups' }), []);
  readonly backups = hermesResource<Backups>(() => ({ path: 'storage/backups' }), []);
  readonly postgres = keptResource<PostgresStorage>(() => ({ url: `${path}/postgres` }));

  constructor() {
    effect((onCleanup) => {
      if (this.view.value()?.home?.isCounting === false || this.view.isLoading()) return;
      const timer = setTimeout(() => this.view.reload(), countingMs);
      onCleanup(() => clearTimeout(timer));
    });
  }

  cleanUp({ name, version }: CleanUp, typedName: string): Promise<CleanedUp> {
    return this.reloading(
      firstValueFrom(
        this.http.post<CleanedUp>(
          `${path}/clean-ups/${name}`,
          { version, typedName },
          { params: this.params() },
        ),
      ),
    );
  }

  checkIntegrity(database: string): Promise<Integrity> {
    const params = { ...this.params(), database };
    return firstValueFrom(this.http.get<Integrity>(`${path}/integrity`, { params }));
  }

  verify(file: string): Promise<VerifiedBackup> {
    return firstValueFrom(this.http.get<VerifiedBackup>(`${path}/backups/${file}/verify`));
  }

  async removeBackup(file: string): Promise<void> {
    await this.reloading(firstValueFrom(this.http.delete(`${path}/backups/${file}`)));
  }

  addressOf(file: string): string {
    return atBase(`${path}/backups/${file}/download`);
  }

  reload(): void {
    for (const part of [this.view, this.cleanUps, this.backups]) part.reload();
  }

  private params(): { profile: string } {
    return { profile: this.scope.profile() };
  }

  private async reloading<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } finally {
      this.reload();
    }
  }
}
