import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { AccessTokenView } from '../../../../server/auth/access-tokens.contract';
import { PasswordField } from '../session/password-field';
import { Badge } from '../ui/badge';
import { Banner } from '../ui/banner';
import { atBase } from '../ui/base-path';
import { Confirm } from '../ui/confirm';
import { FieldControl, Field } from '../ui/field';
import { fromLocalInput } from '../ui/local-input';
import { problemOf } from '../ui/problem';
import { Secrets } from '../ui/secret-dialog';
import { Submission } from '../ui/submission';
import { Tile } from '../ui/tile';
import { TimeStamp } from '../ui/time-stamp';
import { Toasts } from '../ui/toasts';
import { OwnAccount } from './own-account';

const emptyDraft = {
  name: '',
  scope: 'read' as AccessTokenView['scope'],
  expiresAt: '',
  password: '',
};

/** Tokens with which programs act for oneself: made, shown once, revoked. */
@Component({
  selector: 'app-access-tokens-tile',
  imports: [Badge, Banner, Field, FieldControl, MatButton, PasswordField, Tile, TimeStamp],
  templateUrl: './access-tokens-tile.html',
  styleUrl: './access-tokens-tile.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class AccessTokensTile {
  protected readonly account = inject(OwnAccount);
  private readonly confirm = inject(Confirm);
  private readonly secrets = inject(Secrets);
  private readonly toasts = inject(Toasts);

  protected readonly docsAddress = atBase('/api/docs');
  protected readonly submission = new Submission();
  protected readonly items = computed(() => this.account.tokens.value()?.items ?? []);
  protected readonly draft = signal(emptyDraft);

  protected edit(change: Partial<typeof emptyDraft>): void {
    this.draft.update((draft) => ({ ...draft, ...change }));
  }

  protected async create(event: Event): Promise<void> {
    event.preventDefault();
    const { name, scope, expiresAt, password } = this.draft();
    const mistakes = new Map<string, string>();
    if (name.trim() === '') mistakes.set('name', 'Give it a name.');
    if (password === '') mistakes.set('password', 'Enter your password.');
    await this.submission.run(
      mistakes,
      async () => {
        const { token } = await this.account.createToken({
          name: name.trim(),
          scope,
          expiresAt: expiresAt === '' ? null : fromLocalInput(expiresAt),
          password,
        });
        this.draft.set(emptyDraft);
        await this.secrets.show({
          title: `Access token ${name.trim()}`,
          what: 'token',
          lines: [token],
          notes: ['A program sends it as a header: Authorization: Bearer, and the token.'],
        });
      },
      ({ code, message, fields }) => {
        if (code === 'access_token_name_taken') return new Map([['name', message]]);
        return code === 'wrong_password' ? new Map([['password', message]]) : fields;
      },
    );
  }

  protected async revoke({ id, name, lastUsedAt }: AccessTokenView): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Revoke the token ${name}?`,
      consequences: [
        'Programs that send it are refused at once. It cannot be brought back.',
        ...(lastUsedAt === null ? ['It was never used.'] : []),
      ],
      confirm: 'Revoke token',
    });
    if (!confirmed) return;
    try {
      await this.account.revokeToken(id);
      this.toasts.succeeded(`Revoked the token ${name}.`);
    } catch (error) {
      this.toasts.failed('The token was not revoked.', problemOf(error));
    }
  }
}
