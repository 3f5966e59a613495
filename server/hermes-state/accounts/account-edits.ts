import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { FileUnusable } from '../files/file.errors.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import { JsonShapeError, JsonText } from '../files/json-text.ts';
import { HermesHome } from '../hermes-home.ts';
import type { AccountChange, AccountChanged, AccountPreview } from './account-changes.contract.ts';
import { changeStore, type ChangeContext } from './account-changes.ts';
import { AccountsChanged } from './account.errors.ts';
import { authFile, providerVersion, type AuthStore } from './auth-store.ts';
import { customUrlsIn } from './custom-urls.ts';
import { recordOf } from './identity.ts';
import { maskStore } from './masked-store.ts';

/**
 * Changes to the credentials of a profile. Each is made in the text that lies there when the lock is held, to the entry
 * it names: what Hermes wrote meanwhile, such as a refreshed token, stays.
 */
@Injectable()
export class AccountEdits {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
  ) {}

  /** What a change would make of the file; without locking or writing. Throws as {@link apply} does. */
  async preview(profile: string, change: AccountChange): Promise<AccountPreview> {
    const hand = new Hand(
      this.home.pathIn(profile, authFile),
      change,
      await this.context(profile, change),
    );
    const { before, after } = await this.editor.preview(fileOf(profile), {
      change: (text) => hand.change(text),
    });
    return {
      file: authFile,
      before: maskStore(before ?? ''),
      after: maskStore(after),
      version: hand.versionBefore,
      notes: hand.notes,
    };
  }

  /**
   * `version` is that of the provider as the operator saw it. Throws {@link AccountsChanged} or `EntryMoved` (412) when
   * it is another one by now, the refusals of the change, and what {@link HermesFileEditor.edit} throws; nothing was
   * written then.
   */
  async apply(profile: string, version: string, change: AccountChange): Promise<AccountChanged> {
    const path = this.home.pathIn(profile, authFile);
    const hand = new Hand(path, change, await this.context(profile, change), version);
    await this.editor.edit(fileOf(profile), {
      change: (text) => hand.change(text),
      changes: hand.changes,
    });
    describeCall({ target: { kind: 'hermes_account', id: path, name: hand.provider } });
    return { provider: hand.provider, version: hand.versionAfter };
  }

  private async context(profile: string, change: AccountChange): Promise<ChangeContext> {
    await this.home.requireProfile(profile);
    const customUrls = await customUrlsIn(this.home, profile);
    if (change.kind !== 'restore') return { customUrls };
    const pastText = await this.editor.pastText(fileOf(profile), change.historyId);
    return { customUrls, pastText };
  }
}

/** One change in the making: applied to a text, it tells what it did. */
class Hand {
  readonly provider: string;
  changes: FieldChange[] = [];
  notes: string[] = [];
  versionBefore = '';
  versionAfter = '';

  constructor(
    private readonly path: string,
    private readonly asked: AccountChange,
    private readonly context: ChangeContext,
    private readonly expectedVersion?: string,
  ) {
    this.provider = 'at' in asked ? asked.at.provider : asked.provider;
  }

  change(before: string | undefined): string {
    this.changes.length = 0;
    this.notes.length = 0;
    const text = new JsonText(before);
    const store = this.storeIn(text);
    this.versionBefore = providerVersion(store, this.provider);
    if (this.expectedVersion !== undefined && this.expectedVersion !== this.versionBefore)
      throw new AccountsChanged(this.provider, this.versionBefore);
    const { changes, notes } = this;
    try {
      changeStore({ text, store, changes, notes }, this.asked, this.context);
      text.set(['updated_at'], new Date().toISOString().replace('Z', '000+00:00'));
    } catch (error) {
      if (error instanceof JsonShapeError) throw new FileUnusable(this.path, 'unexpected_shape');
      throw error;
    }
    this.versionAfter = providerVersion(this.storeIn(text), this.provider);
    return text.toString();
  }

  private storeIn(text: JsonText): AuthStore {
    const value = text.value();
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new FileUnusable(this.path, 'unexpected_shape');
    return recordOf(value);
  }
}

export const fileOf = (profile: string): EditedFile => ({
  profile,
  path: authFile,
  format: 'json',
});
