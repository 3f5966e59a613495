import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { firstValueFrom } from 'rxjs';
import { sampleBody } from '../../../../../server/hermes-state/webhooks/webhook-name.format';
import type {
  TestDelivery,
  Webhook,
  WebhookSample,
} from '../../../../../server/hermes-state/webhooks/webhooks.contract';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { CodeView } from '../../ui/code-view';
import { Confirm } from '../../ui/confirm';
import { Field, FieldControl } from '../../ui/field';
import { formatNumber } from '../../ui/format';
import { type Problem, problemOf } from '../../ui/problem';
import { TimeStamp } from '../../ui/time-stamp';
import { ProfileScope } from '../profile-scope';
import { effectOf, eventIn, outcomeLooks } from './webhook-view';

const url = '/api/admin/hermes/webhooks';
/** No webhook listens to it unless it listens to everything. */
const harmlessEvent = 'test';

/** Posts to a webhook as a service would, signed by the server, or shows how to do so from elsewhere. */
@Component({
  selector: 'app-webhook-trial',
  imports: [Badge, Banner, CodeView, Field, FieldControl, MatButton, TimeStamp],
  templateUrl: './webhook-trial.html',
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    textarea {
      font-family: var(--font-code);
      font-size: var(--text-caption);
    }
    .result {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
    }
    .result p {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookTrial {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly scope = inject(ProfileScope);
  readonly webhook = input.required<Webhook>();

  protected readonly looks = outcomeLooks;
  protected readonly number = formatNumber;
  protected readonly body = signal(sampleBody(harmlessEvent));
  protected readonly isBusy = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly result = signal<TestDelivery | undefined>(undefined);
  protected readonly sample = signal<WebhookSample | undefined>(undefined);
  protected readonly events = computed(() => [
    ...new Set([harmlessEvent, ...this.webhook().events]),
  ]);
  protected readonly event = computed(() => eventIn(this.body()));
  protected readonly isJson = computed(() => isJson(this.body()));
  protected readonly effect = computed(() => effectOf(this.webhook(), this.body()));
  /** Why nothing can be signed; empty when it can. */
  protected readonly refusal = computed(() =>
    this.webhook().secret === null ? 'It has no secret to sign with.' : '',
  );

  protected write(body: string): void {
    this.body.set(body);
    // A signature is that of one body.
    this.sample.set(undefined);
  }

  protected choose(event: string): void {
    this.write(sampleBody(event));
  }

  protected async send(): Promise<void> {
    const { isWork, text } = this.effect();
    if (isWork) {
      const confirmed = await this.confirm.ask({
        title: `Send this event to ${this.webhook().name}?`,
        consequences: [text],
        affected: [`POST ${this.webhook().url}`],
        confirm: 'Send event',
        profile: this.scope.profile(),
      });
      if (confirmed === undefined) return;
    }
    await this.ask(async () => {
      this.result.set(undefined);
      this.result.set(await this.post<TestDelivery>('test'));
    });
  }

  protected async show(): Promise<void> {
    await this.ask(async () => this.sample.set(await this.post<WebhookSample>('sample')));
  }

  private post<T>(what: string): Promise<T> {
    const params = { profile: this.scope.profile(), name: this.webhook().name };
    return firstValueFrom(this.http.post<T>(`${url}/${what}`, { body: this.body() }, { params }));
  }

  private async ask(work: () => Promise<void>): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isBusy.set(false);
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
