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
import { SkillTexts } from './skills/skill-texts.ts';
import { SkillTextsController } from './skills/skill-texts.controller.ts';
import { SkillVerbRunner } from './skills/skill-verb-runner.ts';
import { SkillsController } from './skills/skills.controller.ts';
import { SkillsReader } from './skills/skills-reader.ts';
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

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [
    AccountsController,
    JobsController,
    MemoryController,
    SessionsController,
    SkillTextsController,
    SkillsController,
    StatusController,
  ],
  providers: [
    ChangeWatcher,
    GatewayReader,
    GatewayVerbs,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    Jobs,
    KnownSecrets,
    MemoryReader,
    ProviderAccountsReader,
    SkillTexts,
    SkillVerbRunner,
    SkillsReader,
    SessionDetails,
    SessionExport,
    SessionMessages,
    SessionsReader,
    SessionsSearch,
    SessionSweeps,
    SessionVerbs,
    SqliteReader,
    StateDatabase,
    StatusReader,
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs, SqliteReader],
})
export class HermesStateModule {}
