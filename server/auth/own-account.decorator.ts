import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const ownAccountKey = 'hermes:own-account';

/**
 * Marks what concerns nobody but the one who asks. It stays open to viewers, and to whoever has to choose a password
 * first.
 */
export const OwnAccount = (): CustomDecorator => SetMetadata(ownAccountKey, true);
