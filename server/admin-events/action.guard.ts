import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request, Response } from 'express';
import { ClientAddresses } from '../http/client-addresses.ts';
import { actionKey } from './action.decorator.ts';
import type { AdminAction } from './admin-actions.contract.ts';
import { noteCall } from './admin-call.ts';
import { newCall } from './new-call.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Lets everything pass. It stands first, so that what the guards behind it refuse has a name in the events. */
@Injectable()
export class ActionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly addresses: ClientAddresses,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const action = this.reflector.get<AdminAction | undefined>(actionKey, context.getHandler());
    if (action === undefined && safeMethods.has(request.method)) return true;
    const call = newCall(request, this.addresses, action ?? 'unknown');
    call.expectedStatus = http.getResponse<Response>().statusCode;
    noteCall(request, call);
    return true;
  }
}
