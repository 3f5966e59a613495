import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { TextSaved } from '../../../../../server/hermes-state/files/text-file.contract';
import type {
  SecretIssued,
  Webhook,
  Webhooks,
} from '../../../../../server/hermes-state/webhooks/webhooks.contract';
import { Confirm } from '../../ui/confirm';
import { problemOf } from '../../ui/problem';
import { Secrets } from '../../ui/secret-dialog';
import { Toasts } from '../../ui/toasts';
import { ProfileScope } from '../profile-scope';
import type { EditedWebhook } from './webhook-dialog';
import { WebhookDialog } from './webhook-dialog';

const url = '/api/admin/hermes/webhooks';

/** What can be done with webhooks, each with the questions it needs. Each answers whether something was written. */
@Injectable()
export class WebhookActions {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly scope = inject(ProfileScope);
  private readonly secrets = inject(Secrets);
  private readonly toasts = inject(Toasts);

  /** Makes one, or changes the one that is given. */
  async edit(found: Webhooks, webhook?: Webhook): Promise<boolean> {
    const opened = this.dialog.open<WebhookDialog, EditedWebhook, SecretIssued>(WebhookDialog, {
      data: { found, ...(webhook !== undefined && { webhook }) },
      width: '46rem',
      maxWidth: '96vw',
    });
    const saved = await firstValueFrom(opened.afterClosed());
    if (saved === undefined) return false;
    this.toasts.succeeded(`Saved ${saved.name}.`);
    await this.tellSecret(saved);
    return true;
  }

  async rotate({ name }: Webhook, found: Webhooks): Promise<boolean> {
    const confirmed = await this.confirm.ask({
      title: `Give ${name} another secret?`,
      consequences: [
        'What is signed with the old secret is refused at once. Whoever posts to it needs the new one, which is shown once.',
      ],
      affected: [`webhook_subscriptions.json: ${name}.secret`],
      confirm: 'Rotate secret',
      isDangerous: true,
      profile: this.scope.profile(),
    });
    if (confirmed === undefined) return false;
    return this.tell(`${name} keeps its secret.`, async () => {
      const options = this.optionsFor(name, found);
      const issued = this.http.post<SecretIssued>(`${url}/rotate`, {}, options);
      await this.tellSecret(await firstValueFrom(issued));
    });
  }

  async enable({ name, isEnabled }: Webhook, found: Webhooks): Promise<boolean> {
    const wanted = !isEnabled;
    const confirmed = await this.confirm.ask({
      title: `${wanted ? 'Enable' : 'Disable'} ${name}?`,
      consequences: [
        wanted
          ? 'Hermes works on what is posted to it from now on.'
          : 'Hermes refuses what is posted to it from now on, with 403. Its secret stays.',
      ],
      affected: [`webhook_subscriptions.json: ${name}.enabled: ${isEnabled} → ${wanted}`],
      confirm: wanted ? 'Enable webhook' : 'Disable webhook',
      profile: this.scope.profile(),
    });
    if (confirmed === undefined) return false;
    return this.tell(`${name} was not changed.`, async () => {
      const options = this.optionsFor(name, found);
      const saved = this.http.put<TextSaved>(`${url}/enabled`, { isEnabled: wanted }, options);
      await this.offerBack(`${wanted ? 'Enabled' : 'Disabled'} ${name}.`, saved, found);
    });
  }

  async remove({ name, url: address }: Webhook, found: Webhooks): Promise<boolean> {
    const confirmed = await this.confirm.ask({
      title: `Delete the webhook ${name}?`,
      consequences: [
        'Whoever posts to it gets 404. Until something else changes the file, it can be brought back with its secret.',
      ],
      affected: [`webhook_subscriptions.json: ${name}`, address],
      confirm: 'Delete webhook',
      isDangerous: true,
      profile: this.scope.profile(),
    });
    if (confirmed === undefined) return false;
    return this.tell(`${name} was not deleted.`, async () => {
      const saved = this.http.delete<TextSaved>(url, this.optionsFor(name, found));
      await this.offerBack(`Deleted ${name}.`, saved, found);
    });
  }

  private async offerBack(
    done: string,
    answer: ReturnType<HttpClient['put']>,
    { version: before }: Webhooks,
  ): Promise<void> {
    const { version } = (await firstValueFrom(answer)) as TextSaved;
    const params = { profile: this.scope.profile() };
    this.toasts.undoable(done, () => {
      void this.tell('It was not taken back.', async () => {
        const headers = { 'if-match': `"${version}"` };
        const undo = this.http.post(`${url}/undo`, { version: before }, { params, headers });
        await firstValueFrom(undo);
        this.toasts.succeeded('Taken back.');
      });
    });
  }

  private async tellSecret({ name, secret }: SecretIssued): Promise<void> {
    if (secret === null) return;
    await this.secrets.show({
      title: `Secret of ${name}`,
      what: 'secret',
      notes: ['The service that posts signs with it (HMAC-SHA256). Hermes knows it already.'],
      lines: [secret],
    });
  }

  private async tell(failed: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.toasts.failed(failed, problemOf(error));
      return false;
    }
  }

  private optionsFor(name: string, { version }: Webhooks) {
    return {
      params: { profile: this.scope.profile(), name },
      headers: { 'if-match': `"${version}"` },
    };
  }
}
