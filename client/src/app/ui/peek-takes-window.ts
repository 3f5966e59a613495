import { BreakpointObserver } from '@angular/cdk/layout';
import { inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map } from 'rxjs';

/** Whether a peek panel takes the whole window, so that what lies under it is out of reach. As in its styles. */
export function peekTakesWindow(): Signal<boolean> {
  const matches = inject(BreakpointObserver).observe('(max-width: 899px)');
  return toSignal(matches.pipe(map((state) => state.matches)), { initialValue: false });
}
