import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { Router, RouterLink } from '@angular/router';
import type {
  Webhook,
  Webhooks,
} from '../../../../../server/hermes-state/webhooks/webhooks.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { CopyButton } from '../../ui/copy-button';
import { EmptyState } from '../../ui/empty-state';
import { formatBytes, formatCount } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { PageHeader } from '../../ui/page-header';
import { peekTakesWindow } from '../../ui/peek-takes-window';
import { Tile } from '../../ui/tile';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { ProfileScope } from '../profile-scope';
import { WebhookActions } from './webhook-actions';
import { WebhookPeek } from './webhook-peek';
import { deliveryWords, keyOf, platformNote } from './webhook-view';

/** What services outside post to Hermes, and what it does with it. */
@Component({
  selector: 'app-webhooks-page',
  imports: [
    Badge,
    Banner,
    CopyButton,
    EmptyState,
    FileProblem,
    Icon,
    MatButton,
    MatMenuModule,
    PageHeader,
    RouterLink,
    Tile,
    WebhookPeek,
  ],
  templateUrl: './webhooks-page.html',
  styleUrl: './webhooks-page.css',
  providers: [WebhookActions],
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhooksPage {
  protected readonly session = inject(Session);
  protected readonly scope = inject(ProfileScope);
  private readonly actions = inject(WebhookActions);
  private readonly router = inject(Router);
  /** Of the address: the one that is shown beside the list. */
  readonly webhook = input<string>();

  protected readonly list = hermesResource<Webhooks>(
    () => ({ path: 'webhooks' }),
    ['webhooks', 'config', 'environment', 'gateway', 'skills'],
  );
  protected readonly keyOf = keyOf;
  protected readonly deliveryWords = deliveryWords;
  protected readonly found = computed(() => {
    const found = this.list.value();
    return found?.profile === this.scope.profile() ? found : undefined;
  });
  protected readonly note = computed(() => {
    const found = this.found();
    return found && platformNote(found.platform);
  });
  protected readonly isEditable = computed(() => this.found()?.version != null);
  protected readonly open = computed(() =>
    this.found()?.webhooks.find((each) => keyOf(each) === this.webhook()),
  );
  /** Another webhook is another panel: nothing of one is ever shown as the other. */
  protected readonly opened = computed(() => {
    const webhook = this.open();
    return webhook === undefined
      ? []
      : [{ webhook, key: `${this.scope.profile()} ${keyOf(webhook)}` }];
  });
  private readonly isNarrow = peekTakesWindow();
  /** The peek panel then takes the whole window, and what lies under it is out of reach. */
  protected readonly isCovered = computed(() => this.open() !== undefined && this.isNarrow());
  protected readonly counted = computed(() => {
    const found = this.found();
    return found === undefined ? '' : formatCount(found.webhooks.length, 'webhook');
  });
  protected readonly limits = computed(() => {
    const platform = this.found()?.platform;
    return platform === undefined
      ? ''
      : `at most ${platform.ratePerMinute} events a minute of ${formatBytes(platform.mostBodyBytes)} each`;
  });

  protected create(): Promise<void> {
    return this.change((found) => this.actions.edit(found));
  }

  protected edit(webhook: Webhook): Promise<void> {
    return this.change((found) => this.actions.edit(found, webhook));
  }

  protected enable(webhook: Webhook): Promise<void> {
    return this.change((found) => this.actions.enable(webhook, found));
  }

  protected rotate(webhook: Webhook): Promise<void> {
    return this.change((found) => this.actions.rotate(webhook, found));
  }

  protected remove(webhook: Webhook): Promise<void> {
    return this.change(async (found) => {
      const isDone = await this.actions.remove(webhook, found);
      if (isDone && keyOf(webhook) === this.webhook()) this.close();
      return isDone;
    });
  }

  protected close(): void {
    this.go(null);
  }

  protected step(by: number): void {
    const all = this.found()?.webhooks ?? [];
    const next = all[all.findIndex((each) => keyOf(each) === this.webhook()) + by];
    if (next !== undefined) this.go(keyOf(next));
  }

  /** Also what was refused was refused because of what is there now. */
  private async change(work: (found: Webhooks) => Promise<boolean>): Promise<void> {
    const found = this.found();
    if (found === undefined) return;
    await work(found);
    this.list.reload();
  }

  private go(webhook: string | null): void {
    void this.router.navigate([], { queryParams: { webhook }, queryParamsHandling: 'merge' });
  }
}
