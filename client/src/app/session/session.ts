import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { AuthStatus, Login } from '../../../../server/auth/auth.contract';
import type {
  ChangePassword,
  ChangePreferences,
  Me,
} from '../../../../server/auth/own-account.contract';
import { ReadEpoch } from '../ui/kept-resource';

/** Who is signed in here, as the server last said. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly http = inject(HttpClient);
  private readonly reads = inject(ReadEpoch);
  private readonly status = signal<AuthStatus | undefined>(undefined);
  private readonly person = signal<Me | undefined>(undefined);
  /** Of the last time that somebody was signed in: what it was counts when it has ended. */
  private readonly way = signal<AuthStatus['signed_in_by']>(undefined);

  /** Whether the operator wants to be signed out: what the page still asks is refused then, and he knows why. */
  hasLeft = false;
  private isLeaving = false;
  private departures = 0;
  /** Absent until somebody is signed in. */
  readonly me = this.person.asReadonly();
  readonly username = computed(() => this.me()?.username ?? 'Administrator');
  readonly role = computed(() => this.me()?.role);
  /** Viewers read. What they cannot do is not offered to them; the server refuses it anyway. */
  readonly canChange = computed(() => this.role() === 'admin');
  readonly mustChangePassword = computed(() => this.me()?.passwordChangeRequired === true);
  /** Absent when a proxy signs in: then the next session begins by itself. */
  readonly expiresAt = computed(() => (this.isByProxy() ? undefined : this.status()?.expires_at));
  /** A proxy in front of the console says who this is. */
  readonly isByProxy = computed(() => this.way() === 'proxy');
  /** Where that proxy signs out, if the settings say so. */
  readonly proxySignOut = computed(() => this.status()?.sign_out_url);
  /** Without such an address, signing out here would last until the next request. */
  readonly canSignOut = computed(() => !this.isByProxy() || this.proxySignOut() !== undefined);
  /** The proxy named somebody who has no account here that may come in. */
  readonly isRefusedByName = computed(() => this.status()?.proxy_refused === true);
  readonly version = computed(() => this.status()?.version);
  readonly isSignedIn = computed(() => {
    const status = this.status();
    return status !== undefined && (!status.auth_enabled || status.logged_in);
  });

  /** Throws the HTTP error when the server does not answer. An answer from before a sign-out says nothing any more. */
  async load(): Promise<void> {
    const departures = this.departures;
    const status = await firstValueFrom(this.http.get<AuthStatus>('/api/auth/status'));
    const me = status.logged_in
      ? await firstValueFrom(this.http.get<Me>('/api/auth/me'))
      : undefined;
    if (this.isLeaving || this.departures !== departures) return;
    if (me) {
      this.way.set(status.signed_in_by);
      this.hasLeft = false;
      this.become(me);
    }
    this.status.set(status);
  }

  /** Throws the HTTP error when the server refuses. Open pages read their data again. */
  async signIn(login: Login): Promise<void> {
    await firstValueFrom(this.http.post('/api/auth/login', login));
    await this.load();
    this.reads.renew();
  }

  /**
   * Whether somebody is signed in by now, who has done it elsewhere. Open pages read their data again. Throws the HTTP
   * error when the server does not answer.
   */
  async resume(): Promise<boolean> {
    await this.load();
    if (this.isSignedIn()) this.reads.renew();
    return this.isSignedIn();
  }

  /** Throws the HTTP error when the server does not answer; then the session goes on. */
  async signOut(): Promise<void> {
    this.hasLeft = true;
    this.isLeaving = true;
    try {
      await firstValueFrom(this.http.post('/api/auth/logout', {}));
    } catch (error) {
      this.hasLeft = false;
      throw error;
    } finally {
      this.isLeaving = false;
    }
    this.departures += 1;
    this.status.set(undefined);
    this.person.set(undefined);
  }

  /** Takes over what the server says about the one who is signed in. */
  become(me: Me): void {
    this.person.set(me);
  }

  /** All other sessions end. Throws the HTTP error when the server refuses. */
  async changePassword(change: ChangePassword): Promise<void> {
    await firstValueFrom(this.http.post<Me>('/api/auth/password', change));
    await this.load();
    this.reads.renew();
  }

  /** Throws the HTTP error when the server refuses. */
  async changePreferences(change: ChangePreferences): Promise<void> {
    this.become(await firstValueFrom(this.http.put<Me>('/api/auth/preferences', change)));
  }
}
