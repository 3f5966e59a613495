import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.ts';
import { AccountEdits } from './accounts/account-edits.ts';
import { AccountTests } from './accounts/account-test.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { RemovedAccountsReader } from './accounts/removed-accounts.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { HermesCommand } from './commands/hermes-command.ts';
import { JobsController } from './commands/jobs.controller.ts';
import { Jobs } from './commands/jobs.ts';
import { KnownSecrets } from './commands/known-secrets.ts';
import { HermesFileEditor } from './files/hermes-file-editor.ts';
import { HermesHome } from './hermes-home.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [AccountsController, JobsController],
  providers: [
    AccountEdits,
    AccountTests,
    ChangeWatcher,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    Jobs,
    KnownSecrets,
    ProviderAccountsReader,
    RemovedAccountsReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs],
})
export class HermesStateModule {}
