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
import { InsightsController } from './insights/insights.controller.ts';
import { InsightsReader } from './insights/insights-reader.ts';
import { SessionDetails } from './sessions/session-details.ts';
import { SessionExport } from './sessions/session-export.ts';
import { SessionMessages } from './sessions/session-messages.ts';
import { SessionsSearch } from './sessions/session-search.ts';
import { SessionSweeps } from './sessions/session-sweeps.ts';
import { SessionVerbs } from './sessions/session-verbs.ts';
import { SessionsController } from './sessions/sessions.controller.ts';
import { SessionsReader } from './sessions/sessions-reader.ts';
import { StateDatabase } from './sessions/state-database.ts';
import { SqliteReader } from './sqlite/sqlite-reader.ts';

/** What Hermes and its siblings keep on disk, read safely, and the verbs of the `hermes` command. */
@Module({
  controllers: [AccountsController, InsightsController, JobsController, SessionsController],
  providers: [
    ChangeWatcher,
    HermesCommand,
    HermesFileEditor,
    HermesHome,
    InsightsReader,
    Jobs,
    KnownSecrets,
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
  ],
  exports: [ChangeWatcher, HermesFileEditor, HermesHome, Jobs, SqliteReader],
})
export class HermesStateModule {}
