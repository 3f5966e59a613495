import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { catchError, firstValueFrom, map, type Observable, of, Subject } from 'rxjs';
import type {
  ApiUserDetail,
  ApiUserView,
  ChangeApiUser,
  CreateApiUser,
  IssuedKey,
  RevokedApiUsers,
} from '../../../../server/api-users/api-users.contract';
import type { AuditCount, AuditStorage } from '../../../../server/audit/audit.contract';
import type { LiveRequests } from '../../../../server/live/live.contract';

export const apiUsersPath = '/api/admin/api-users';

/** What stays in the audit log after an API user is gone. */
export interface Logged {
  readonly count: AuditCount;
  readonly retentionDays: number;
}

/** Changes to API users, and what is read before one is asked for. All of them throw the HTTP error. */
@Injectable({ providedIn: 'root' })
export class ApiUserCalls {
  private readonly http = inject(HttpClient);
  private readonly ends = new Subject<void>();

  /** A change was tried. A refused one counts: what is on screen may be what is out of date. */
  readonly tried = this.ends.asObservable();

  find(id: string): Promise<ApiUserDetail> {
    return firstValueFrom(this.http.get<ApiUserDetail>(`${apiUsersPath}/${id}`));
  }

  /** How many requests of each of these users run now; `undefined` when nobody can tell. */
  running(ids: readonly string[]): Promise<ReadonlyMap<string, number> | undefined> {
    const running = this.http.get<LiveRequests>('/api/admin/live/requests').pipe(
      map(({ items }) => {
        const counts = new Map(ids.map((id) => [id, 0]));
        for (const { apiUserId, state } of items) {
          const count = counts.get(apiUserId);
          if (count !== undefined && state !== 'ended') counts.set(apiUserId, count + 1);
        }
        return counts;
      }),
      catchError(() => of(undefined)),
    );
    return firstValueFrom(running);
  }

  /** `undefined` when nobody can tell. */
  async logged(apiUserId: string): Promise<Logged | undefined> {
    const count = this.http.get<AuditCount>('/api/admin/logs/count', { params: { apiUserId } });
    const storage = this.http.get<AuditStorage>('/api/admin/logs/storage');
    try {
      const [counted, { retentionDays }] = await Promise.all([
        firstValueFrom(count),
        firstValueFrom(storage),
      ]);
      return { count: counted, retentionDays };
    } catch {
      return undefined;
    }
  }

  create(user: CreateApiUser): Promise<IssuedKey> {
    return this.try(this.http.post<IssuedKey>(apiUsersPath, user));
  }

  change(id: string, change: ChangeApiUser): Promise<ApiUserView> {
    return this.try(this.http.patch<ApiUserView>(`${apiUsersPath}/${id}`, change));
  }

  rotate({ id, version }: ApiUserView): Promise<IssuedKey> {
    return this.try(this.http.post<IssuedKey>(`${apiUsersPath}/${id}/rotate`, { version }));
  }

  /** Without a version: a key that must die dies, whoever else changed the user meanwhile. */
  revoke({ id }: ApiUserView, options: { readonly endStreams: boolean }): Promise<unknown> {
    return this.try(this.http.post(`${apiUsersPath}/${id}/revoke`, options));
  }

  revokeMany(
    ids: readonly string[],
    options: { readonly endStreams: boolean },
  ): Promise<RevokedApiUsers> {
    const body = { ids, ...options };
    return this.try(this.http.post<RevokedApiUsers>(`${apiUsersPath}/revoke`, body));
  }

  restore({ id, version }: ApiUserView): Promise<unknown> {
    return this.try(this.http.post(`${apiUsersPath}/${id}/restore`, { version }));
  }

  remove({ id }: ApiUserView): Promise<unknown> {
    return this.try(this.http.delete(`${apiUsersPath}/${id}`));
  }

  private async try<Answer>(call: Observable<Answer>): Promise<Answer> {
    try {
      return await firstValueFrom(call);
    } finally {
      this.ends.next();
    }
  }
}
