import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const signedInOnlyKey = 'hermes:signed-in-only';

/** Marks changes that decide who gets in: an access token is not enough for them, whatever its scope. */
export const SignedInOnly = (): CustomDecorator => SetMetadata(signedInOnlyKey, true);
