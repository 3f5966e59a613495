import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { HermesCommand } from './commands/hermes-command.ts';
import { JobsController } from './commands/jobs.controller.ts';
import { Jobs } from './commands/jobs.ts';
import { KnownSecrets } from './commands/known-secrets.ts';
import { HermesFileEditor } from './files/hermes-file-editor.ts';
import { HermesHome } from './hermes-home.ts';
import { MemoryReader } from './memory/memory-reader.ts';
import { MemoryController } from './memory/memory.controller.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [AccountsController, JobsController, MemoryController],
  providers: [
    ChangeWatcher,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    Jobs,
    KnownSecrets,
    MemoryReader,
    ProviderAccountsReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs],
})
export class HermesStateModule {}
