import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type {
  AdministratorRole,
  AdministratorView,
  IssuedPassword,
} from '../../../../server/auth/administrators.contract';
import { Session } from '../session/session';
import { Banner } from '../ui/banner';
import { Field, FieldControl } from '../ui/field';
import type { Problem } from '../ui/problem';
import { type Mistakes, Submission } from '../ui/submission';
import type { AdministratorsStore } from './administrators-store';

export interface AdministratorSubject {
  readonly store: AdministratorsStore;
  /** Absent: a new one. */
  readonly administrator?: AdministratorView;
}

/** What closing the dialog answers; `undefined` when nothing was saved. */
export type AdministratorOutcome =
  { readonly issued: IssuedPassword } | { readonly changed: AdministratorView };

/** What can be set about an administrator. A new one gets a password made by the server. */
@Component({
  selector: 'app-administrator-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule],
  templateUrl: './administrator-dialog.html',
  styles: `
    form {
      display: grid;
      gap: var(--space-4);
    }
    fieldset {
      display: grid;
      gap: var(--space-2);
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      padding: 0;
      margin-bottom: var(--space-1);
      font-size: var(--text-table);
      font-weight: var(--weight-medium);
    }
    .choice {
      display: grid;
      grid-template-columns: 1.5rem minmax(0, 1fr);
      align-items: start;
      font-size: var(--text-table);
    }
    .choice input {
      width: 1rem;
      height: 1rem;
      margin: 2px 0 0;
      accent-color: var(--color-accent);
    }
    .choice span span {
      display: block;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AdministratorDialog {
  private readonly subject = inject<AdministratorSubject>(MAT_DIALOG_DATA);
  private readonly dialog =
    inject<MatDialogRef<AdministratorDialog, AdministratorOutcome>>(MatDialogRef);
  private readonly session = inject(Session);
  private readonly given = this.subject.administrator;

  protected readonly isNew = this.given === undefined;
  protected readonly title = this.given ? `Edit ${this.given.username}` : 'New administrator';
  /** Why the role cannot be chosen: so that there is always somebody who may change things. */
  protected readonly roleReason = this.reasonForRole();
  protected readonly username = signal('');
  protected readonly displayName = signal(this.given?.displayName ?? '');
  protected readonly role = signal<AdministratorRole>(this.given?.role ?? 'viewer');
  protected readonly roles: readonly {
    readonly role: AdministratorRole;
    readonly name: string;
    readonly may: string;
  }[] = [
    {
      role: 'viewer',
      name: 'Viewer',
      may: 'Reads everything, prompts and answers included; changes only the own account.',
    },
    { role: 'admin', name: 'Administrator', may: 'Changes everything, other administrators too.' },
  ];
  protected readonly submission = new Submission();
  protected readonly mistakes = this.submission.mistakes;

  protected save(event: Event): void {
    event.preventDefault();
    const send = async (): Promise<void> => this.dialog.close(await this.send());
    void this.submission.run(this.findMistakes(), send, mistakesIn);
  }

  private reasonForRole(): string | undefined {
    if (this.given?.fromEnvironment)
      return 'This administrator comes from the settings and always keeps this role.';
    return this.given?.id !== undefined && this.given.id === this.session.me()?.id
      ? 'Nobody changes the own role. Ask another administrator.'
      : undefined;
  }

  private findMistakes(): Map<string, string> {
    const mistakes = new Map<string, string>();
    if (this.isNew && this.username().trim() === '')
      mistakes.set('username', 'Give the administrator a user name.');
    if (!this.isNew && this.displayName().trim() === '')
      mistakes.set('displayName', 'Give the administrator a name.');
    return mistakes;
  }

  private async send(): Promise<AdministratorOutcome> {
    const { store, administrator } = this.subject;
    const displayName = this.displayName().trim();
    const role = this.role();
    if (administrator === undefined) {
      const username = this.username().trim();
      return {
        issued: await store.create({ username, role, ...(displayName && { displayName }) }),
      };
    }
    const { id, version } = administrator;
    const change = {
      version,
      ...(displayName !== administrator.displayName && { displayName }),
      ...(role !== administrator.role && { role }),
    };
    return { changed: await store.change(id, change) };
  }
}

function mistakesIn({ code, fields, message }: Problem): Mistakes {
  return code === 'name_taken' ? new Map([...fields, ['username', message]]) : fields;
}
