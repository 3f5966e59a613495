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
import { LogDownload } from './logs/log-download.ts';
import { LogReader } from './logs/log-reader.ts';
import { LogsController } from './logs/logs.controller.ts';
import { GatewayReader } from './status/gateway-reader.ts';
import { GatewayVerbs } from './status/gateway-verbs.ts';
import { StatusController } from './status/status.controller.ts';
import { StatusReader } from './status/status-reader.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [AccountsController, JobsController, LogsController, StatusController],
  providers: [
    ChangeWatcher,
    GatewayReader,
    GatewayVerbs,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    Jobs,
    KnownSecrets,
    LogDownload,
    LogReader,
    ProviderAccountsReader,
    StatusReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs],
})
export class HermesStateModule {}
