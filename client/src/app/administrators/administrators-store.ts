import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  AdministratorList,
  AdministratorView,
  ChangeAdministrator,
  CreateAdministrator,
  IssuedPassword,
} from '../../../../server/auth/administrators.contract';
import { liveOrPoll } from '../live/live-or-poll';

const path = '/api/admin/administrators';

/** Who may use the console, and the changes to that. Every change throws the HTTP error when the server refuses. */
@Injectable()
export class AdministratorsStore {
  private readonly http = inject(HttpClient);

  readonly list = liveOrPoll<AdministratorList>(() => ({ url: path }), ['admin-events'], 60_000);
  readonly administrators = computed(() => this.list.value()?.items ?? []);

  create(administrator: CreateAdministrator): Promise<IssuedPassword> {
    return this.carryOut(firstValueFrom(this.http.post<IssuedPassword>(path, administrator)));
  }

  change(id: string, change: ChangeAdministrator): Promise<AdministratorView> {
    return this.carryOut(
      firstValueFrom(this.http.patch<AdministratorView>(`${path}/${id}`, change)),
    );
  }

  resetPassword({ id, version }: AdministratorView): Promise<IssuedPassword> {
    return this.carryOut(
      firstValueFrom(this.http.post<IssuedPassword>(`${path}/${id}/reset-password`, { version })),
    );
  }

  async resetSecondFactor({ id }: AdministratorView): Promise<void> {
    await this.carryOut(firstValueFrom(this.http.post(`${path}/${id}/reset-totp`, {})));
  }

  async endSessions({ id }: AdministratorView): Promise<void> {
    await this.carryOut(firstValueFrom(this.http.delete(`${path}/${id}/sessions`)));
  }

  async remove({ id }: AdministratorView): Promise<void> {
    await this.carryOut(firstValueFrom(this.http.delete(`${path}/${id}`)));
  }

  /** A refusal often means that the list is old. */
  private async carryOut<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } finally {
      this.list.reload();
    }
  }
}
