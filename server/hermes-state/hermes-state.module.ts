import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.ts';
import { AccountEdits } from './accounts/account-edits.ts';
import { AccountTests } from './accounts/account-test.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { RemovedAccountsReader } from './accounts/removed-accounts.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { HermesFileEditor } from './files/hermes-file-editor.ts';
import { HermesHome } from './hermes-home.ts';

/** What Hermes and its siblings keep on disk, read safely. */
@Module({
  controllers: [AccountsController],
  providers: [
    AccountEdits,
    AccountTests,
    ChangeWatcher,
    HermesFileEditor,
    HermesHome,
    ProviderAccountsReader,
    RemovedAccountsReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome],
})
export class HermesStateModule {}
