import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { HermesCommand } from './commands/hermes-command.ts';
import { JobsController } from './commands/jobs.controller.ts';
import { Jobs } from './commands/jobs.ts';
import { KnownSecrets } from './commands/known-secrets.ts';
import { HermesHome } from './hermes-home.ts';

/** What Hermes and its siblings keep on disk, read safely. */
@Module({
  controllers: [AccountsController, JobsController],
  providers: [HermesCommand, HermesHome, Jobs, KnownSecrets, ProviderAccountsReader],
  exports: [HermesHome, Jobs],
})
export class HermesStateModule {}
