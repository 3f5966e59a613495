import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import type { FieldChange } from '../../admin-events/admin-events.contract.ts';
import { NotFound } from '../../http/domain-error.ts';
import { InvalidRequest } from '../../http/refusals.ts';
import { HermesFileEditor, type EditedFile } from '../files/hermes-file-editor.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { HermesHome } from '../hermes-home.ts';
import { maskSubscriptions, secretToCome } from './masked-subscriptions.ts';
import {
  added,
  applied,
  changed,
  removed,
  switched,
  withSecret,
  type SubscriptionEdit,
} from './subscription-edits.ts';
import { readPlatform } from './webhook-platform.ts';
import type {
  CreateWebhook,
  PreviewWebhook,
  SecretIssued,
  WebhookDraft,
  WebhookPreview,
} from './webhooks.contract.ts';
import { WebhookNameTaken } from './webhooks.errors.ts';
import { subscriptionsFile } from './webhooks-reader.ts';

/** As many as Hermes makes of them. */
const secretBytes = 32;

/**
 * Makes, changes, switches and deletes webhooks in their file. The verbs of the `hermes` command are not used: they
 * replace a webhook of the same name without a word, forget fields, print secrets, and refuse with exit code 0.
 * Everything throws `NotFound` for a profile or a webhook that is not there, and as the editor does.
 */
@Injectable()
export class WebhookEdits {
  constructor(
    private readonly home: HermesHome,
    private readonly editor: HermesFileEditor,
  ) {}

  /** What a draft would make of the file, secrets masked. Throws {@link WebhookNameTaken}. */
  async preview(
    profile: string,
    name: string | undefined,
    { name: newName, ...draft }: PreviewWebhook,
  ): Promise<WebhookPreview> {
    const edit =
      name === undefined
        ? await this.addition(profile, newName, draft, secretToCome)
        : changed(name, draft);
    await this.home.requireProfile(profile);
    const path = this.pathIn(profile);
    const { before, after, version } = await this.editor.preview(fileOf(profile), {
      change: (text) => applied(path, text, edit),
    });
    return {
      file: path,
      before: maskSubscriptions(before ?? ''),
      after: maskSubscriptions(after),
      version,
    };
  }

  /** The secret is answered this once, unless it was given. Throws {@link WebhookNameTaken}. */
  async create(
    profile: string,
    { name, secret: given, ...draft }: CreateWebhook,
    ifMatch: string,
  ): Promise<SecretIssued> {
    const secret = given ?? newSecret();
    const edit = await this.addition(profile, name, draft, secret);
    const version = await this.apply(profile, name, edit, ifMatch);
    return { name, secret: given === undefined ? secret : null, version };
  }

  async change(
    profile: string,
    name: string,
    draft: WebhookDraft,
    ifMatch: string,
  ): Promise<TextSaved> {
    return { version: await this.apply(profile, name, changed(name, draft), ifMatch) };
  }

  async enable(
    profile: string,
    name: string,
    isEnabled: boolean,
    ifMatch: string,
  ): Promise<TextSaved> {
    return { version: await this.apply(profile, name, switched(name, isEnabled), ifMatch) };
  }

  /** The old secret ends at once. The new one is answered this once, unless it was given. */
  async rotate(
    profile: string,
    name: string,
    given: string | undefined,
    ifMatch: string,
  ): Promise<SecretIssued> {
    const secret = given ?? newSecret();
    const version = await this.apply(profile, name, withSecret(name, secret), ifMatch);
    return { name, secret: given === undefined ? secret : null, version };
  }

  async remove(profile: string, name: string, ifMatch: string): Promise<TextSaved> {
    return { version: await this.apply(profile, name, removed(name), ifMatch) };
  }

  /** Puts a text back that the console replaced, named by its version. */
  async undo(profile: string, wanted: string, ifMatch: string): Promise<TextSaved> {
    await this.home.requireProfile(profile);
    const past = await this.editor.history(fileOf(profile));
    const id = past.find(({ version }) => version === wanted)?.id;
    if (id === undefined) throw new NotFound('That version');
    const text = await this.editor.pastText(fileOf(profile), id);
    const { version } = await this.editor.edit(fileOf(profile), { ifMatch, change: () => text });
    return { version };
  }

  private async addition(
    profile: string,
    name: string | undefined,
    draft: WebhookDraft,
    secret: string,
  ): Promise<SubscriptionEdit> {
    if (name === undefined)
      throw new InvalidRequest([{ path: 'name', message: 'It needs a name.' }]);
    await this.home.requireProfile(profile);
    const { routes } = await readPlatform(this.home, profile);
    if (routes.has(name)) throw new WebhookNameTaken(name, 'config.yaml');
    return added(name, draft, secret, new Date());
  }

  private async apply(
    profile: string,
    name: string,
    edit: SubscriptionEdit,
    ifMatch: string,
  ): Promise<string> {
    await this.home.requireProfile(profile);
    const path = this.pathIn(profile);
    const changes: FieldChange[] = [];
    const { version } = await this.editor.edit(fileOf(profile), {
      ifMatch,
      change: (text) => applied(path, text, edit, changes),
      changes,
    });
    describeCall({ target: { kind: 'hermes_webhook', id: `${path} ${name}`, name } });
    return version;
  }

  private pathIn(profile: string): string {
    return this.home.pathIn(profile, subscriptionsFile);
  }
}

const newSecret = (): string => randomBytes(secretBytes).toString('base64url');

const fileOf = (profile: string): EditedFile => ({
  profile,
  path: subscriptionsFile,
  format: 'json',
});
