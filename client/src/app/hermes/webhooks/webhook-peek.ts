import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import type { Webhook } from '../../../../../server/hermes-state/webhooks/webhooks.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { CodeView } from '../../ui/code-view';
import { CopyButton } from '../../ui/copy-button';
import { PeekPanel } from '../../ui/peek-panel';
import { TimeStamp } from '../../ui/time-stamp';
import { ProfileScope } from '../profile-scope';
import { WebhookTrial } from './webhook-trial';
import { deliveryWords, keyOf } from './webhook-view';

/** One webhook beside the list: all that it says, what can be done with it, and how to try it. */
@Component({
  selector: 'app-webhook-peek',
  imports: [
    Badge,
    Banner,
    CodeView,
    CopyButton,
    MatButton,
    PeekPanel,
    RouterLink,
    TimeStamp,
    WebhookTrial,
  ],
  templateUrl: './webhook-peek.html',
  styles: `
    .body {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
      padding: var(--space-4);
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-1);
    }
    .address {
      display: flex;
      align-items: center;
      gap: var(--space-1);
    }
    .address code {
      min-width: 0;
    }
    p {
      font-size: var(--text-table);
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class WebhookPeek {
  protected readonly session = inject(Session);
  protected readonly scope = inject(ProfileScope);
  readonly webhook = input.required<Webhook>();
  /** Whether the file can be changed. */
  readonly isEditable = input.required<boolean>();
  readonly previous = output();
  readonly next = output();
  readonly closed = output();
  readonly edited = output();
  readonly switched = output();
  readonly rotated = output();
  readonly removed = output();

  protected readonly delivery = computed(() => deliveryWords(this.webhook()));
  protected readonly link = computed(() => {
    const query = new URLSearchParams(location.search);
    query.set('webhook', keyOf(this.webhook()));
    return `/webhooks?${query.toString()}`;
  });
}
