import { Module } from '@nestjs/common';
import { HermesStateModule } from '../hermes-state.module.ts';
import { WebhookDelivery } from './webhook-delivery.ts';
import { WebhookEdits } from './webhook-edits.ts';
import { WebhooksController } from './webhooks.controller.ts';
import { WebhooksReader } from './webhooks-reader.ts';

/** What services outside post to Hermes, and what it does with it. */
@Module({
  imports: [HermesStateModule],
  controllers: [WebhooksController],
  providers: [WebhookDelivery, WebhookEdits, WebhooksReader],
})
export class WebhooksModule {}
