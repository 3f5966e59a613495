import { ChangeDetectionStrategy, Component, inject, type Injector } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog, MatDialogModule } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { Session } from '../session/session';
import { SingleKeys } from '../ui/single-keys';
import { KeyCaps } from './key-caps';
import { pagesFor } from './pages';
import { hasCommandKey } from './shortcuts';

interface KeyGroup {
  readonly name: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[];
}

/** Every key of the console. */
@Component({
  selector: 'app-keys-help',
  imports: [KeyCaps, MatButton, MatDialogModule, RouterLink],
  template: `<h2 mat-dialog-title>Keyboard shortcuts</h2>
    <mat-dialog-content tabindex="0" role="region" aria-label="Keys">
      @if (!singleKeys.areOn()) {
        <p class="soft">
          Single keys are switched off in
          <a routerLink="/account" [mat-dialog-close]="undefined">your account</a>.
        </p>
      }
      <div class="groups">
        @for (group of groups; track group.name) {
          <section [attr.aria-label]="group.name">
            <h3>{{ group.name }}</h3>
            <dl>
              @for (entry of group.keys; track entry.does) {
                <div>
                  <dt><app-key-caps [keys]="entry.keys" /></dt>
                  <dd>{{ entry.does }}</dd>
                </div>
              }
            </dl>
          </section>
        }
      </div>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined" cdkFocusInitial>
        Close
      </button>
    </mat-dialog-actions>`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-4);
    }
    .groups {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr));
      gap: var(--space-5);
    }
    section,
    dl {
      display: grid;
      align-content: start;
      gap: var(--space-2);
    }
    dl div {
      display: grid;
      grid-template-columns: 6.5rem minmax(0, 1fr);
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class KeysHelp {
  protected readonly singleKeys = inject(SingleKeys);
  private readonly session = inject(Session);

  protected readonly groups: readonly KeyGroup[] = [
    {
      name: 'Everywhere',
      keys: [
        { keys: [hasCommandKey() ? '⌘ K' : 'Ctrl K'], does: 'Search pages, API users, actions' },
        { keys: ['/'], does: "Go to the page's search" },
        { keys: ['?'], does: 'Show this list' },
        { keys: ['Esc'], does: 'Close what is on top' },
      ],
    },
    {
      name: 'Go to',
      keys: pagesFor(this.session.role()).flatMap(({ key, title }) =>
        key === undefined ? [] : [{ keys: ['g', key], does: title }],
      ),
    },
    {
      name: 'In a list beside which a row is open',
      keys: [
        { keys: ['j'], does: 'Next row' },
        { keys: ['k'], does: 'Previous row' },
        { keys: ['Enter'], does: 'Open the row that has the focus' },
      ],
    },
  ];
}

export function openKeysHelp(injector: Injector): void {
  injector.get(MatDialog).open(KeysHelp, { width: '40rem' });
}
