import { SetMetadata, type CustomDecorator } from '@nestjs/common';
import type { AdminAction } from './admin-actions.contract.ts';

export const actionKey = 'hermes:action';

/**
 * Names what a handler does in the events. Every handler of an unsafe method needs one; a handler that only reads may
 * have one, and is then recorded before it begins, because what was sent cannot be taken back.
 */
export const Action = (name: AdminAction): CustomDecorator => SetMetadata(actionKey, name);
