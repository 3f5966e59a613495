import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const publicKey = 'hermes:public';

/** Opens a handler to callers without a session. Everything not marked so needs one. */
export const Public = (): CustomDecorator => SetMetadata(publicKey, true);
