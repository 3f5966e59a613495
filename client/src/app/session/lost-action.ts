import { Injectable, signal } from '@angular/core';

/** Whether something that the operator did was refused because the session had ended. */
@Injectable({ providedIn: 'root' })
export class LostAction {
  readonly isLost = signal(false);
}
