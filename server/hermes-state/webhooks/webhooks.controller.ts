import { Body, Controller, Delete, Get, Headers, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Action } from '../../admin-events/action.decorator.ts';
import { versionIn } from '../files/file-version.ts';
import type { TextSaved } from '../files/text-file.contract.ts';
import { profileQuerySchema, type ProfileQuery } from '../hermes.contract.ts';
import { WebhookDelivery } from './webhook-delivery.ts';
import { WebhookEdits } from './webhook-edits.ts';
import {
  createWebhookSchema,
  deliveryBodySchema,
  enableWebhookSchema,
  previewWebhookSchema,
  rotateSecretSchema,
  undoWebhooksSchema,
  webhookDraftSchema,
  webhookPreviewQuerySchema,
  webhookQuerySchema,
  type CreateWebhook,
  type DeliveryBody,
  type EnableWebhook,
  type PreviewWebhook,
  type RotateSecret,
  type SecretIssued,
  type TestDelivery,
  type UndoWebhooks,
  type WebhookDraft,
  type WebhookPreview,
  type WebhookPreviewQuery,
  type WebhookQuery,
  type Webhooks,
  type WebhookSample,
} from './webhooks.contract.ts';
import { WebhooksReader } from './webhooks-reader.ts';

@ApiTags('hermes')
@Controller('api/admin/hermes/webhooks')
export class WebhooksController {
  constructor(
    private readonly reader: WebhooksReader,
    private readonly edits: WebhookEdits,
    private readonly delivery: WebhookDelivery,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'The webhooks of a profile, and the platform that takes what is posted',
  })
  read(@Query({ schema: profileQuerySchema }) { profile }: ProfileQuery): Promise<Webhooks> {
    return this.reader.read(profile);
  }

  @Post('preview')
  @HttpCode(200)
  @Action('hermes_webhook.preview')
  @ApiOperation({ summary: 'What a draft would make of the file, secrets masked' })
  preview(
    @Query({ schema: webhookPreviewQuerySchema }) { profile, name }: WebhookPreviewQuery,
    @Body({ schema: previewWebhookSchema }) draft: PreviewWebhook,
  ): Promise<WebhookPreview> {
    return this.edits.preview(profile, name, draft);
  }

  @Post()
  @Action('hermes_webhook.create')
  @ApiOperation({ summary: 'Make a webhook; its secret is in this answer only' })
  create(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: createWebhookSchema }) wanted: CreateWebhook,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<SecretIssued> {
    return this.edits.create(profile, wanted, versionIn(ifMatch));
  }

  @Put()
  @Action('hermes_webhook.change')
  @ApiOperation({ summary: 'Change what a webhook says; its secret stays' })
  change(
    @Query({ schema: webhookQuerySchema }) { profile, name }: WebhookQuery,
    @Body({ schema: webhookDraftSchema }) draft: WebhookDraft,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    return this.edits.change(profile, name, draft, versionIn(ifMatch));
  }

  @Put('enabled')
  @Action('hermes_webhook.enable')
  @ApiOperation({ summary: 'Switch a webhook on or off' })
  enable(
    @Query({ schema: webhookQuerySchema }) { profile, name }: WebhookQuery,
    @Body({ schema: enableWebhookSchema }) { isEnabled }: EnableWebhook,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    return this.edits.enable(profile, name, isEnabled, versionIn(ifMatch));
  }

  @Post('rotate')
  @HttpCode(200)
  @Action('hermes_webhook.rotate_secret')
  @ApiOperation({ summary: 'Give a webhook another secret; it is in this answer only' })
  rotate(
    @Query({ schema: webhookQuerySchema }) { profile, name }: WebhookQuery,
    @Body({ schema: rotateSecretSchema }) { secret }: RotateSecret,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<SecretIssued> {
    return this.edits.rotate(profile, name, secret, versionIn(ifMatch));
  }

  @Delete()
  @Action('hermes_webhook.delete')
  @ApiOperation({ summary: 'Delete a webhook' })
  remove(
    @Query({ schema: webhookQuerySchema }) { profile, name }: WebhookQuery,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    return this.edits.remove(profile, name, versionIn(ifMatch));
  }

  @Post('undo')
  @HttpCode(200)
  @Action('hermes_webhook.undo')
  @ApiOperation({ summary: 'Put a version back that the console replaced' })
  undo(
    @Query({ schema: profileQuerySchema }) { profile }: ProfileQuery,
    @Body({ schema: undoWebhooksSchema }) { version }: UndoWebhooks,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<TextSaved> {
    return this.edits.undo(profile, version, versionIn(ifMatch));
  }

  @Post('test')
  @HttpCode(200)
  @Action('hermes_webhook.test')
  @ApiOperation({ summary: 'Post a signed body to the webhook, as a service would' })
  test(
    @Query({ schema: webhookQuerySchema }) { profile, name }: WebhookQuery,
    @Body({ schema: deliveryBodySchema }) { body }: DeliveryBody,
  ): Promise<TestDelivery> {
    return this.delivery.test(profile, name, body);
  }

  // A signature is as good as the secret for five minutes: nothing for those who only look.
  @Post('sample')
  @HttpCode(200)
  @Action('hermes_webhook.sample')
  @ApiOperation({ summary: 'A signed call for the command line' })
  sample(
    @Query({ schema: webhookQuerySchema }) { profile, name }: WebhookQuery,
    @Body({ schema: deliveryBodySchema }) { body }: DeliveryBody,
  ): Promise<WebhookSample> {
    return this.delivery.sample(profile, name, body);
  }
}
