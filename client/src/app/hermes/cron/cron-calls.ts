import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  CronChange,
  CronDone,
  CronDraft,
  CronJobDetail,
  CronOutputs,
} from '../../../../../server/hermes-state/cron/cron.contract';
import { verbCall } from '../../ui/time-limit';
import { ProfileScope } from '../profile-scope';

const jobsUrl = '/api/admin/hermes/cron/jobs';

/** What the server is asked about jobs of the profile in scope. Each throws the HTTP error when it refuses. */
@Injectable({ providedIn: 'root' })
export class CronCalls {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);

  detail(id: string): Promise<CronJobDetail> {
    return firstValueFrom(this.http.get<CronJobDetail>(`${jobsUrl}/${id}`, this.options()));
  }

  outputs(id: string): Promise<CronOutputs> {
    return firstValueFrom(this.http.get<CronOutputs>(`${jobsUrl}/${id}/outputs`, this.options()));
  }

  create(draft: CronDraft): Promise<CronDone> {
    return firstValueFrom(this.http.post<CronDone>(jobsUrl, draft, this.verb()));
  }

  change(id: string, change: CronChange, version: string): Promise<CronDone> {
    const options = { ...this.verb(), headers: { 'if-match': `"${version}"` } };
    return firstValueFrom(this.http.patch<CronDone>(`${jobsUrl}/${id}`, change, options));
  }

  pause(id: string): Promise<CronDone> {
    return firstValueFrom(this.http.post<CronDone>(`${jobsUrl}/${id}/pause`, {}, this.verb()));
  }

  resume(id: string): Promise<CronDone> {
    return firstValueFrom(this.http.post<CronDone>(`${jobsUrl}/${id}/resume`, {}, this.verb()));
  }

  remove(id: string): Promise<CronDone> {
    return firstValueFrom(this.http.delete<CronDone>(`${jobsUrl}/${id}`, this.verb()));
  }

  private verb() {
    return { ...this.options(), context: verbCall() };
  }

  private options(): { readonly params: { readonly profile: string } } {
    return { params: { profile: this.scope.profile() } };
  }
}
