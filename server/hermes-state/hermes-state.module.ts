import { Module } from '@nestjs/common';
import { AccountEdits } from './accounts/account-edits.ts';
import { AccountTests } from './accounts/account-test.ts';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { RemovedAccountsReader } from './accounts/removed-accounts.ts';
import { BundleEdits } from './bundles/bundle-edits.ts';
import { BundleTextsController } from './bundles/bundle-texts.controller.ts';
import { BundlesReader } from './bundles/bundles-reader.ts';
import { BundlesController } from './bundles/bundles.controller.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { HermesCommand } from './commands/hermes-command.ts';
import { JobsController } from './commands/jobs.controller.ts';
import { Jobs } from './commands/jobs.ts';
import { KnownSecrets } from './commands/known-secrets.ts';
import { ConfigEditor } from './config/config-editor.ts';
import { ConfigController } from './config/config.controller.ts';
import { EnvironmentEditor } from './environment/environment-editor.ts';
import { EnvironmentController } from './environment/environment.controller.ts';
import { HermesFileEditor } from './files/hermes-file-editor.ts';
import { HermesHome } from './hermes-home.ts';
import { InsightsReader } from './insights/insights-reader.ts';
import { InsightsController } from './insights/insights.controller.ts';
import { LogDownload } from './logs/log-download.ts';
import { LogReader } from './logs/log-reader.ts';
import { LogsController } from './logs/logs.controller.ts';
import { MemoryReader } from './memory/memory-reader.ts';
import { MemoryController } from './memory/memory.controller.ts';
import { ModelsEditor } from './models/models-editor.ts';
import { ModelsReader } from './models/models-reader.ts';
import { ModelsController } from './models/models.controller.ts';
import { ArchiveFolder } from './profiles/archive-folder.ts';
import { ProfileComparison } from './profiles/profile-comparison.ts';
import { ProfileContentsReader } from './profiles/profile-contents.ts';
import { ProfileEdits } from './profiles/profile-edits.ts';
import { ProfileVerbs } from './profiles/profile-verbs.ts';
import { ProfilesReader } from './profiles/profiles-reader.ts';
import { ProfilesController } from './profiles/profiles.controller.ts';
import { HermesProcesses } from './processes/hermes-processes.ts';
import { ProcessesController } from './processes/processes.controller.ts';
import { SessionDetails } from './sessions/session-details.ts';
import { SessionExport } from './sessions/session-export.ts';
import { SessionMessages } from './sessions/session-messages.ts';
import { SessionsSearch } from './sessions/session-search.ts';
import { SessionSweeps } from './sessions/session-sweeps.ts';
import { SessionVerbs } from './sessions/session-verbs.ts';
import { SessionsReader } from './sessions/sessions-reader.ts';
import { SessionsController } from './sessions/sessions.controller.ts';
import { StateDatabase } from './sessions/state-database.ts';
import { SkillTextsController } from './skills/skill-texts.controller.ts';
import { SkillTexts } from './skills/skill-texts.ts';
import { SkillVerbRunner } from './skills/skill-verb-runner.ts';
import { SkillsReader } from './skills/skills-reader.ts';
import { SkillsController } from './skills/skills.controller.ts';
import { SqliteReader } from './sqlite/sqlite-reader.ts';
import { AllGatewayVerbs } from './status/all-gateways.ts';
import { GatewayReader } from './status/gateway-reader.ts';
import { GatewayRelays } from './status/gateway-relay.ts';
import { GatewaySetupController } from './status/gateway-setup.controller.ts';
import { GatewayVerbs } from './status/gateway-verbs.ts';
import { RelayTrial } from './status/relay-trial.ts';
import { ServiceVerbs } from './status/service-verbs.ts';
import { StatusReader } from './status/status-reader.ts';
import { StatusController } from './status/status.controller.ts';
import { BackupsOfHermes } from './storage/backups.ts';
import { CleanUpsOfHome } from './storage/clean-ups.ts';
import { HomeSizes } from './storage/home-sizes.ts';
import { SnapshotsReader } from './storage/snapshots-reader.ts';
import { StorageReader } from './storage/storage-reader.ts';
import { StorageSamples } from './storage/storage-samples.ts';
import { StorageController } from './storage/storage.controller.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [
    AccountsController,
    BundlesController,
    BundleTextsController,
    ConfigController,
    EnvironmentController,
    GatewaySetupController,
    InsightsController,
    JobsController,
    LogsController,
    MemoryController,
    ModelsController,
    ProcessesController,
    ProfilesController,
    SessionsController,
    SkillsController,
    SkillTextsController,
    StatusController,
    StorageController,
  ],
  providers: [
    AccountEdits,
    AccountTests,
    AllGatewayVerbs,
    ArchiveFolder,
    BackupsOfHermes,
    BundleEdits,
    BundlesReader,
    ChangeWatcher,
    CleanUpsOfHome,
    ConfigEditor,
    EnvironmentEditor,
    GatewayReader,
    GatewayRelays,
    GatewayVerbs,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    HermesProcesses,
    HomeSizes,
    InsightsReader,
    Jobs,
    KnownSecrets,
    LogDownload,
    LogReader,
    MemoryReader,
    ModelsEditor,
    ModelsReader,
    ProfileComparison,
    ProfileContentsReader,
    ProfileEdits,
    ProfilesReader,
    ProfileVerbs,
    ProviderAccountsReader,
    RelayTrial,
    RemovedAccountsReader,
    ServiceVerbs,
    SessionDetails,
    SessionExport,
    SessionMessages,
    SessionsReader,
    SessionsSearch,
    SessionSweeps,
    SessionVerbs,
    SkillsReader,
    SkillTexts,
    SkillVerbRunner,
    SnapshotsReader,
    SqliteReader,
    StateDatabase,
    StatusReader,
    StorageReader,
    StorageSamples,
  ],
  exports: [
    ChangeWatcher,
    GatewayReader,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    HermesProcesses,
    Jobs,
    KnownSecrets,
    SkillsReader,
    SqliteReader,
  ],
})
export class HermesStateModule {}
