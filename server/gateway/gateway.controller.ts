import { All, Controller, Get, Param, Post, Req, Res, UseGuards } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { KeyHolder } from '../api-users/key-holder.ts';
import { ApiKeyGuard, type GatewayLocals } from './api-key.guard.ts';
import { Exchanges } from './exchanges.ts';
import { invalidRequest, modelNotFound, type GatewayError } from './gateway-error.ts';
import type { KeyInfo } from './gateways.contract.ts';
import { monthEnd } from '../audit/month.ts';
import { ModelList, type Model } from './model-list.ts';
import { Standings } from './standings.ts';
import { forwardedRoutes, withSlips, type ForwardedRoute } from './routes.ts';

/** The paths of a gateway. Whoever comes here has a key that is good for it. */
@Controller()
@UseGuards(ApiKeyGuard)
export class GatewayController {
  constructor(
    private readonly exchanges: Exchanges,
    private readonly models: ModelList,
    private readonly standings: Standings,
  ) {}

  @Post(withSlips('chat/completions'))
  chat(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.exchange(forwardedRoutes.chat, request, response);
  }

  @Post(withSlips('completions'))
  completion(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.exchange(forwardedRoutes.completion, request, response);
  }

  @Post(withSlips('embeddings'))
  embedding(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.exchange(forwardedRoutes.embedding, request, response);
  }

  @Post(withSlips('responses'))
  response(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.exchange(forwardedRoutes.response, request, response);
  }

  @Get(withSlips('models'))
  async listModels(@Res() response: Response): Promise<void> {
    response.json({ object: 'list', data: await this.modelsFor(holderOf(response)) });
  }

  /** Hermes' proxy has no such path, so the answer is taken from the list. Ids may contain slashes. */
  @Get(withSlips('models/*id'))
  async findModel(@Param('id') id: string | string[], @Res() response: Response): Promise<void> {
    const name = Array.isArray(id) ? id.join('/') : id;
    const model = (await this.modelsFor(holderOf(response))).find((entry) => entry.id === name);
    if (!model) throw modelNotFound(name);
    response.json(model);
  }

  @Get(withSlips('key'))
  async key(@Res() response: Response): Promise<void> {
    const holder = holderOf(response);
    const { requestsLastMinute, usedTokens, reservedTokens } = await this.standings.of(
      holder.apiUserId,
    );
    response.json({
      object: 'key',
      name: holder.apiUserName,
      prefix: holder.keyPrefix,
      gateways: [...holder.gateways],
      allowed_models: holder.allowedModels ? [...holder.allowedModels] : null,
      expires_at: holder.expiresAt?.toISOString() ?? null,
      requests_per_minute: holder.requestsPerMinute,
      requests_last_minute: requestsLastMinute,
      monthly_token_cap: holder.monthlyTokenCap,
      used_tokens: usedTokens,
      reserved_tokens: reservedTokens,
      remaining_tokens: Math.max(0, holder.monthlyTokenCap - usedTokens - reservedTokens),
      resets_at: monthEnd(new Date()).toISOString(),
    } satisfies KeyInfo);
  }

  @All(['chat/completions', 'completions', 'embeddings', 'responses'].flatMap(withSlips))
  onlyPost(@Req() request: Request, @Res() response: Response): void {
    response.set('allow', 'POST');
    throw methodNotAllowed(request.method, 'POST');
  }

  @All(['models', 'models/*id', 'key'].flatMap(withSlips))
  onlyGet(@Req() request: Request, @Res() response: Response): void {
    response.set('allow', 'GET, HEAD');
    throw methodNotAllowed(request.method, 'GET');
  }

  private exchange(route: ForwardedRoute, request: Request, response: Response): Promise<void> {
    const { requestId: id, clientAddress, verifyAgain } = response.locals as GatewayLocals;
    return this.exchanges.run({
      id,
      request,
      response,
      holder: holderOf(response),
      verifyAgain: verifyAgain!,
      route,
      clientAddress,
    });
  }

  private async modelsFor(holder: KeyHolder): Promise<readonly Model[]> {
    const models = await this.models.all();
    return holder.allowedModels
      ? models.filter((model) => holder.allowedModels!.includes(model.id))
      : models;
  }
}

function methodNotAllowed(used: string, taken: string): GatewayError {
  const message = `This path takes ${taken}, not ${used}.`;
  return invalidRequest(message, undefined, 405, 'method_not_allowed');
}

function holderOf(response: Response): KeyHolder {
  return (response.locals as GatewayLocals).holder!;
}
