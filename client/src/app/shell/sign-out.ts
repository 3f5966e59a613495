import { inject, Injectable } from '@angular/core';
import { Router } from '@angular/router';
import { Session } from '../session/session';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';

/** The way out, for the menu and the palette. */
@Injectable({ providedIn: 'root' })
export class SignOut {
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly toasts = inject(Toasts);

  async now(): Promise<void> {
    try {
      await this.session.signOut();
      await this.router.navigate(['/login']);
    } catch (error) {
      this.toasts.failed('You are still signed in.', problemOf(error));
    }
  }
}
