import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { AuthStatus, Login } from '../../../../server/auth/auth.contract';
import { ReadEpoch } from '../ui/kept-resource';

/** Who is signed in here, as the server last said. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly http = inject(HttpClient);
  private readonly reads = inject(ReadEpoch);
  private readonly status = signal<AuthStatus | undefined>(undefined);

  readonly username = computed(() => this.status()?.username ?? 'Administrator');
  readonly expiresAt = computed(() => this.status()?.expires_at);
  readonly version = computed(() => this.status()?.version);
  readonly isSignedIn = computed(() => {
    const status = this.status();
    return status !== undefined && (!status.auth_enabled || status.logged_in);
  });

  /** Throws the HTTP error when the server does not answer. */
  async load(): Promise<void> {
    this.status.set(await firstValueFrom(this.http.get<AuthStatus>('/api/auth/status')));
  }

  /** Throws the HTTP error when the server refuses. Open pages read their data again. */
  async signIn(login: Login): Promise<void> {
    await firstValueFrom(this.http.post('/api/auth/login', login));
    await this.load();
    this.reads.renew();
  }

  async signOut(): Promise<void> {
    await firstValueFrom(this.http.post('/api/auth/logout', {}));
    this.status.set(undefined);
  }
}
