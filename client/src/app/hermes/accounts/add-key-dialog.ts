import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { AccountChange } from '../../../../../server/hermes-state/accounts/account-changes.contract';
import type { Accounts } from '../../../../../server/hermes-state/accounts/accounts.contract';
import { Field, FieldControl } from '../../ui/field';

export type NewKey = Extract<AccountChange, { kind: 'add' }>;

export interface AddKeySubject {
  readonly keyProviders: Accounts['keyProviders'];
  /** Chosen before the dialog opened. */
  readonly provider: string | undefined;
}

/** Asks for an API key. It is written once and never shown again; the dialog forgets it when it closes. */
@Component({
  selector: 'app-add-key-dialog',
  imports: [Field, FieldControl, MatButton, MatDialogModule],
  templateUrl: './add-key-dialog.html',
  styles: `
    form {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AddKeyDialog {
  private readonly dialog = inject<MatDialogRef<AddKeyDialog, NewKey>>(MatDialogRef);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  protected readonly subject = inject<AddKeySubject>(MAT_DIALOG_DATA);

  protected readonly provider = signal(this.subject.provider ?? '');
  protected readonly key = signal('');
  protected readonly label = signal('');
  protected readonly baseUrl = signal('');
  protected readonly wasTried = signal(false);

  private readonly known = computed(() =>
    this.subject.keyProviders.find(({ id }) => id === this.provider().trim()),
  );
  protected readonly usualUrl = computed(() => this.known()?.baseUrl ?? '');
  protected readonly mistakes = computed(() => {
    const mistakes = new Map<string, string>();
    if (!/^[a-z0-9][a-z0-9._:-]*$/.test(this.provider().trim()))
      mistakes.set('provider', 'A provider id such as openrouter or custom:local-llm.');
    const key = this.key().trim();
    if (key.length < 4) mistakes.set('key', 'Paste the key.');
    else if (!/^[!-~]+$/.test(key))
      mistakes.set('key', 'A key has no spaces, dots of a mask or other letters than ASCII.');
    const url = this.baseUrl().trim();
    if (url !== '' && !/^https?:\/\/[^\s/]+/.test(url))
      mistakes.set('baseUrl', 'An http or https address.');
    if (url === '' && this.usualUrl() === '' && !mistakes.has('provider'))
      mistakes.set('baseUrl', 'Hermes knows no address for this provider; give one.');
    return mistakes;
  });
  protected readonly shown = computed(() =>
    this.wasTried() ? this.mistakes() : new Map<string, string>(),
  );

  protected submit(event: Event): void {
    event.preventDefault();
    this.wasTried.set(true);
    if (this.mistakes().size > 0) return this.focusFirstMistake();
    const [label, baseUrl] = [this.label().trim(), this.baseUrl().trim()];
    this.dialog.close({
      kind: 'add',
      provider: this.provider().trim(),
      key: this.key().trim(),
      ...(label !== '' && { label }),
      ...(baseUrl !== '' && { baseUrl }),
    });
  }

  private focusFirstMistake(): void {
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus(),
      { injector: this.injector },
    );
  }
}
