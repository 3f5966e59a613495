import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { TextSaved } from '../../../../../server/hermes-state/files/text-file.contract';
import {
  nameProblem,
  webhookName,
} from '../../../../../server/hermes-state/webhooks/webhook-name.format';
import type {
  SecretIssued,
  Webhook,
  WebhookDraft,
  WebhookPreview,
  Webhooks,
} from '../../../../../server/hermes-state/webhooks/webhooks.contract';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { Field, FieldControl } from '../../ui/field';
import { type Problem, problemOf } from '../../ui/problem';
import { WriteTarget } from '../../ui/write-target';
import { ProfileScope } from '../profile-scope';
import { draftOf, emptyDraft, listIn } from './webhook-view';

export interface EditedWebhook {
  readonly found: Webhooks;
  /** Absent: a new one. */
  readonly webhook?: Webhook;
}

const url = '/api/admin/hermes/webhooks';

/** Makes or changes a webhook: first what it says, then what becomes of the file. Closes with what was saved. */
@Component({
  selector: 'app-webhook-dialog',
  imports: [Banner, DiffView, Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  templateUrl: './webhook-dialog.html',
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
      gap: var(--space-3);
    }
    .option {
      display: flex;
      align-items: center;
      gap: var(--space-2);
      min-height: 1.5rem;
      font-size: var(--text-table);
    }
    .option input {
      flex: none;
      width: 1rem;
      height: 1rem;
      accent-color: var(--color-accent);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookDialog {
  private readonly http = inject(HttpClient);
  protected readonly scope = inject(ProfileScope);
  protected readonly given = inject<EditedWebhook>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<WebhookDialog, SecretIssued>>(MatDialogRef);

  protected readonly isNew = this.given.webhook === undefined;
  protected readonly name = signal('');
  protected readonly secret = signal('');
  protected readonly draft = signal<WebhookDraft>(
    this.given.webhook === undefined ? emptyDraft : draftOf(this.given.webhook),
  );
  /** As they are typed: a comma at the end begins the next one. */
  protected readonly begun = {
    events: this.draft().events.join(', '),
    skills: this.draft().skills.join(', '),
  };
  protected readonly isTried = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly preview = signal<WebhookPreview | undefined>(undefined);
  protected readonly refusal = signal<Problem | undefined>(undefined);
  protected readonly title = computed(() =>
    this.given.webhook === undefined ? 'New webhook' : `Edit ${this.given.webhook.name}`,
  );
  protected readonly nameHint = computed(
    () => `Its address ends with /webhooks/${webhookName(this.name()) || '…'}`,
  );
  /** Somebody else has changed the file since the form was filled from it. */
  protected readonly isStale = computed(() => {
    const preview = this.preview();
    return preview !== undefined && preview.version !== this.given.found.version;
  });
  private readonly mistakes = computed(() => {
    const mistakes = new Map<string, string>();
    const name = webhookName(this.name());
    const problem = this.isNew ? nameProblem(name) : undefined;
    if (problem !== undefined) mistakes.set('name', problem);
    else if (this.isNew && this.given.found.webhooks.some((each) => each.name === name))
      mistakes.set('name', `There is a webhook ${name} already.`);
    const { deliver, isDeliveredOnly } = this.draft();
    if (deliver === '') mistakes.set('deliver', 'log, or the name of a platform.');
    if (isDeliveredOnly && deliver === 'log')
      mistakes.set('deliver', 'Without an agent it has to go to a platform, not to the log.');
    if (this.secret() !== '' && !/^[!-~]{16,200}$/.test(this.secret()))
      mistakes.set('secret', 'At least 16 letters, digits and signs, without spaces.');
    return mistakes;
  });

  protected errorOf(field: string): string | undefined {
    const mine = this.isTried() ? this.mistakes().get(field) : undefined;
    if (mine !== undefined) return mine;
    const refused = this.refusal()?.fields ?? new Map<string, string>();
    return [...refused].find(([path]) => path === field || path.startsWith(`${field}.`))?.[1];
  }

  protected set(change: Partial<WebhookDraft>): void {
    this.draft.update((before) => ({ ...before, ...change }));
  }

  protected setList(field: 'events' | 'skills', text: string): void {
    this.begun[field] = text;
    this.set({ [field]: listIn(text) });
  }

  protected async review(): Promise<void> {
    this.isTried.set(true);
    if (this.mistakes().size > 0) return;
    await this.ask(async () => {
      const name = this.given.webhook?.name;
      const params = { profile: this.scope.profile(), ...(name !== undefined && { name }) };
      const body = { ...this.draft(), ...(this.isNew && { name: this.name() }) };
      const answer = this.http.post<WebhookPreview>(`${url}/preview`, body, { params });
      this.preview.set(await firstValueFrom(answer));
    });
  }

  protected async save(): Promise<void> {
    const preview = this.preview();
    if (preview === undefined) return;
    await this.ask(async () => this.dialog.close(await this.write(preview)));
  }

  private async write({ version: ifMatch }: WebhookPreview): Promise<SecretIssued> {
    const headers = { 'if-match': `"${ifMatch}"` };
    const profile = this.scope.profile();
    const name = this.given.webhook?.name;
    if (name !== undefined) {
      const params = { profile, name };
      const saved = this.http.put<TextSaved>(url, this.draft(), { params, headers });
      return { name, secret: null, version: (await firstValueFrom(saved)).version };
    }
    const secret = this.secret();
    const body = { ...this.draft(), name: this.name(), ...(secret !== '' && { secret }) };
    const made = this.http.post<SecretIssued>(url, body, { params: { profile }, headers });
    return firstValueFrom(made);
  }

  /** A refusal leads back to the form. */
  private async ask(work: () => Promise<void>): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await work();
    } catch (error) {
      this.refusal.set(problemOf(error));
      this.preview.set(undefined);
    } finally {
      this.isBusy.set(false);
    }
  }
}
