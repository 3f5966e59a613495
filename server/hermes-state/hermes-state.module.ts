import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { HermesHome } from './hermes-home.ts';
import { SqliteReader } from './sqlite/sqlite-reader.ts';

/** What Hermes and its siblings keep on disk, read safely. */
@Module({
  controllers: [AccountsController],
  providers: [HermesHome, ProviderAccountsReader, SqliteReader],
  exports: [HermesHome, SqliteReader],
})
export class HermesStateModule {}
