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
import { ArchiveFolder } from './profiles/archive-folder.ts';
import { GatewayProcesses } from './profiles/gateway-processes.ts';
import { ProfileComparison } from './profiles/profile-comparison.ts';
import { ProfileContentsReader } from './profiles/profile-contents.ts';
import { ProfileEdits } from './profiles/profile-edits.ts';
import { ProfileVerbs } from './profiles/profile-verbs.ts';
import { ProfilesController } from './profiles/profiles.controller.ts';
import { ProfilesReader } from './profiles/profiles-reader.ts';
import { HomeSizes } from './storage/home-sizes.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [AccountsController, JobsController, ProfilesController],
  providers: [
    ArchiveFolder,
    ChangeWatcher,
    GatewayProcesses,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    HomeSizes,
    Jobs,
    KnownSecrets,
    ProfileComparison,
    ProfileContentsReader,
    ProfileEdits,
    ProfileVerbs,
    ProfilesReader,
    ProviderAccountsReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs],
})
export class HermesStateModule {}
