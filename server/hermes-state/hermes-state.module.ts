import { Module } from '@nestjs/common';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { HermesCommand } from './commands/hermes-command.ts';
import { JobsController } from './commands/jobs.controller.ts';
import { Jobs } from './commands/jobs.ts';
import { KnownSecrets } from './commands/known-secrets.ts';
import { ConfigController } from './config/config.controller.ts';
import { ConfigEditor } from './config/config-editor.ts';
import { EnvironmentController } from './environment/environment.controller.ts';
import { EnvironmentEditor } from './environment/environment-editor.ts';
import { HermesFileEditor } from './files/hermes-file-editor.ts';
import { HermesHome } from './hermes-home.ts';
import { ModelsController } from './models/models.controller.ts';
import { ModelsEditor } from './models/models-editor.ts';
import { ModelsReader } from './models/models-reader.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [
    AccountsController,
    ConfigController,
    EnvironmentController,
    JobsController,
    ModelsController,
  ],
  providers: [
    ChangeWatcher,
    ConfigEditor,
    EnvironmentEditor,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    Jobs,
    KnownSecrets,
    ModelsEditor,
    ModelsReader,
    ProviderAccountsReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs],
})
export class HermesStateModule {}
