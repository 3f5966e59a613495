import type { Injector } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { IssuedKey } from '../../../../server/api-users/api-users.contract';
import { ApiUserSheet, type SheetOutcome, type SheetSubject } from './api-user-sheet';
import { NewKeyDialog } from './new-key-dialog';
import { type Revocation, RevocationOutcome } from './revocation-outcome';

/** What was saved; nothing when the operator backs out. */
export function openSheet(
  injector: Injector,
  subject: SheetSubject,
): Promise<SheetOutcome | undefined> {
  const sheet = injector
    .get(MatDialog)
    .open<ApiUserSheet, SheetSubject, SheetOutcome>(ApiUserSheet, {
      data: subject,
      disableClose: true,
      position: { top: '0', right: '0' },
      height: '100dvh',
      width: '32rem',
      maxWidth: '100vw',
      panelClass: 'sheet',
    });
  return firstValueFrom(sheet.afterClosed());
}

/** Resolves when the operator has stored the key. */
export async function showKey(injector: Injector, issued: IssuedKey): Promise<void> {
  const dialog = injector.get(MatDialog).open(NewKeyDialog, {
    data: { issued },
    disableClose: true,
    closeOnNavigation: false,
    width: '42rem',
  });
  await firstValueFrom(dialog.afterClosed());
}

export async function showRevocation(injector: Injector, revocation: Revocation): Promise<void> {
  const dialog = injector
    .get(MatDialog)
    .open(RevocationOutcome, { data: revocation, width: '32rem' });
  await firstValueFrom(dialog.afterClosed());
}
