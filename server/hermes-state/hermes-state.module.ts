import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { HermesFileEditor } from './files/hermes-file-editor.ts';
import { HermesHome } from './hermes-home.ts';
import { SqliteReader } from './sqlite/sqlite-reader.ts';

/** What Hermes and its siblings keep on disk, read safely. */
@Module({
  controllers: [AccountsController],
  providers: [ChangeWatcher, HermesFileEditor, HermesHome, ProviderAccountsReader, SqliteReader],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, SqliteReader],
})
export class HermesStateModule {}
