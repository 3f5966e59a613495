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
import { ProfileComparison } from './profiles/profile-comparison.ts';
import { ProfileContentsReader } from './profiles/profile-contents.ts';
import { ProfileEdits } from './profiles/profile-edits.ts';
import { ProfileVerbs } from './profiles/profile-verbs.ts';
import { ProfilesController } from './profiles/profiles.controller.ts';
import { ProfilesReader } from './profiles/profiles-reader.ts';
import { SessionDetails } from './sessions/session-details.ts';
import { SessionExport } from './sessions/session-export.ts';
import { SessionMessages } from './sessions/session-messages.ts';
import { SessionsSearch } from './sessions/session-search.ts';
import { SessionSweeps } from './sessions/session-sweeps.ts';
import { SessionVerbs } from './sessions/session-verbs.ts';
import { SessionsReader } from './sessions/sessions-reader.ts';
import { SessionsController } from './sessions/sessions.controller.ts';
import { StateDatabase } from './sessions/state-database.ts';
import { SqliteReader } from './sqlite/sqlite-reader.ts';
import { GatewayReader } from './status/gateway-reader.ts';
import { GatewayVerbs } from './status/gateway-verbs.ts';
import { StatusReader } from './status/status-reader.ts';
import { StatusController } from './status/status.controller.ts';
import { BackupsOfHermes } from './storage/backups.ts';
import { CleanUpsOfHome } from './storage/clean-ups.ts';
import { HomeSizes } from './storage/home-sizes.ts';
import { SnapshotsReader } from './storage/snapshots-reader.ts';
import { StorageController } from './storage/storage.controller.ts';
import { StorageReader } from './storage/storage-reader.ts';
import { StorageSamples } from './storage/storage-samples.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [
    AccountsController,
    JobsController,
    ProfilesController,
    SessionsController,
    StatusController,
    StorageController,
  ],
  providers: [
    ArchiveFolder,
    BackupsOfHermes,
    ChangeWatcher,
    CleanUpsOfHome,
    GatewayReader,
    GatewayVerbs,
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
    SessionDetails,
    SessionExport,
    SessionMessages,
    SessionsReader,
    SessionsSearch,
    SessionSweeps,
    SessionVerbs,
    SqliteReader,
    StateDatabase,
    SnapshotsReader,
    StatusReader,
    StorageReader,
    StorageSamples,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs, SqliteReader],
})
export class HermesStateModule {}
