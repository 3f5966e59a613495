import { inject, Injectable, InjectionToken } from '@angular/core';
import { Router } from '@angular/router';
import { Session } from '../session/session';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';

/** Leaves the console for another page of the browser. */
export const LEAVE_FOR = new InjectionToken<(address: string) => void>('LeaveFor', {
  factory: () => (address: string) => location.assign(address),
});

/** The way out, for the menu and the palette. */
@Injectable({ providedIn: 'root' })
export class SignOut {
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);
  private readonly leaveFor = inject(LEAVE_FOR);

  async now(): Promise<void> {
    const proxySignOut = this.session.proxySignOut();
    try {
      await this.session.signOut();
      // The proxy would sign in again at once: it has to end what it knows.
      if (proxySignOut !== undefined) return this.leaveFor(proxySignOut);
      await this.router.navigate(['/login']);
    } catch (error) {
      this.toasts.failed('You are still signed in.', problemOf(error));
    }
  }
}
