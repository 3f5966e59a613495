import { Module } from '@nestjs/common';
import { AccountEdits } from './accounts/account-edits.ts';
import { AccountTests } from './accounts/account-test.ts';
import { AccountsController } from './accounts/accounts.controller.ts';
import { ProviderAccountsReader } from './accounts/provider-accounts-reader.ts';
import { RemovedAccountsReader } from './accounts/removed-accounts.ts';
import { ChangeWatcher } from './change-watcher.ts';
import { HermesCommand } from './commands/hermes-command.ts';
import { JobsController } from './commands/jobs.controller.ts';
import { Jobs } from './commands/jobs.ts';
import { KnownSecrets } from './commands/known-secrets.ts';
import { HermesFileEditor } from './files/hermes-file-editor.ts';
import { HermesHome } from './hermes-home.ts';
import { InsightsController } from './insights/insights.controller.ts';
import { InsightsReader } from './insights/insights-reader.ts';
import { MemoryReader } from './memory/memory-reader.ts';
import { MemoryController } from './memory/memory.controller.ts';
import { ArchiveFolder } from './profiles/archive-folder.ts';
import { ProfileComparison } from './profiles/profile-comparison.ts';
import { ProfileContentsReader } from './profiles/profile-contents.ts';
import { ProfileEdits } from './profiles/profile-edits.ts';
import { ProfileVerbs } from './profiles/profile-verbs.ts';
import { ProfilesReader } from './profiles/profiles-reader.ts';
import { ProfilesController } from './profiles/profiles.controller.ts';
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
import { GatewayReader } from './status/gateway-reader.ts';
import { GatewayVerbs } from './status/gateway-verbs.ts';
import { StatusReader } from './status/status-reader.ts';
import { StatusController } from './status/status.controller.ts';
import { HomeSizes } from './storage/home-sizes.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [
    AccountsController,
    InsightsController,
    JobsController,
    MemoryController,
    ProfilesController,
    SessionsController,
    SkillsController,
    SkillTextsController,
    StatusController,
  ],
  providers: [
    AccountEdits,
    AccountTests,
    ArchiveFolder,
    ChangeWatcher,
    GatewayReader,
    GatewayVerbs,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    HomeSizes,
    InsightsReader,
    Jobs,
    KnownSecrets,
    MemoryReader,
    ProfileComparison,
    ProfileContentsReader,
    ProfileEdits,
    ProfilesReader,
    ProfileVerbs,
    ProviderAccountsReader,
    RemovedAccountsReader,
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
    SqliteReader,
    StateDatabase,
    StatusReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs, SqliteReader],
})
export class HermesStateModule {}
