import { HttpClient, HttpHeaders } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import type {
  CreateProfile,
  ProfileContents,
  Soul,
} from '../../../../../server/hermes-state/profiles/profiles.contract';

export const profilesPath = '/api/admin/hermes/profiles';

/** What the server does with profiles. Each throws the HTTP error when it refuses. */
@Injectable({ providedIn: 'root' })
export class ProfileCalls {
  private readonly http = inject(HttpClient);

  create(profile: CreateProfile): Promise<Job> {
    return firstValueFrom(this.http.post<Job>(profilesPath, profile));
  }

  rename(name: string, to: string): Promise<Job> {
    return firstValueFrom(this.http.post<Job>(at(name, 'rename'), { to }));
  }

  archive(name: string): Promise<Job> {
    return firstValueFrom(this.http.post<Job>(at(name, 'export'), {}));
  }

  remove(name: string, typedName: string, archive: string | null): Promise<Job> {
    return firstValueFrom(this.http.post<Job>(at(name, 'delete'), { typedName, archive }));
  }

  async use(name: string): Promise<void> {
    await firstValueFrom(this.http.post(at(name, 'use'), {}));
  }

  async describe(name: string, description: string): Promise<void> {
    await firstValueFrom(this.http.put(at(name, 'description'), { description }));
  }

  contents(name: string): Promise<ProfileContents> {
    return firstValueFrom(this.http.get<ProfileContents>(at(name, 'contents')));
  }

  soul(name: string): Promise<Soul> {
    return firstValueFrom(this.http.get<Soul>(at(name, 'soul')));
  }

  saveSoul(name: string, text: string, version: string): Promise<Soul> {
    const headers = new HttpHeaders({ 'if-match': `"${version}"` });
    return firstValueFrom(this.http.put<Soul>(at(name, 'soul'), { text }, { headers }));
  }

  async removeArchive(file: string): Promise<void> {
    await firstValueFrom(this.http.delete(`${profilesPath}/archives/${encodeURIComponent(file)}`));
  }
}

function at(name: string, act: string): string {
  return `${profilesPath}/${encodeURIComponent(name)}/${act}`;
}
