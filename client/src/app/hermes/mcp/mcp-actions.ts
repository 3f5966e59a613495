import type { ComponentType } from '@angular/cdk/portal';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  McpChange,
  McpSaved,
  McpServer,
} from '../../../../../server/hermes-state/mcp/mcp.contract';
import { formatCount } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ProfileScope } from '../profile-scope';
import { Reviews } from '../review-dialog';
import { DuplicateDialog, type DuplicateSubject } from './duplicate-dialog';
import { ImportDialog } from './import-dialog';
import { McpCalls, whenItCounts } from './mcp-calls';
import { McpStore } from './mcp-store';
import { ServerDialog, type EditedServer } from './server-dialog';

/** What can be done with MCP servers, each with a look at what it writes. */
@Injectable()
export class McpActions {
  private readonly calls = inject(McpCalls);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly reviews = inject(Reviews);
  private readonly scope = inject(ProfileScope);
  private readonly store = inject(McpStore);
  private readonly toasts = inject(Toasts);

  async add(): Promise<void> {
    await this.edit(undefined);
  }

  async edit(server: McpServer | undefined): Promise<void> {
    const taken = this.store.mcp()?.servers.map(({ name }) => name) ?? [];
    const version = this.store.mcp()?.version;
    const subject: EditedServer = { server, taken, version };
    this.tellSaved(await this.open<string>(ServerDialog, subject, '44rem'));
  }

  async import(): Promise<void> {
    this.tellSaved(await this.open<string>(ImportDialog, undefined, '52rem'));
  }

  async duplicate({ name }: McpServer): Promise<void> {
    const taken = this.store.mcp()?.servers.map((server) => server.name) ?? [];
    const subject: DuplicateSubject = { name, taken };
    const as = await this.open<string>(DuplicateDialog, subject, '28rem');
    if (as === undefined) return;
    await this.review({ kind: 'duplicate', name, as }, `Add ${as} like ${name}?`, 'Add server');
  }

  async enable({ name, isEnabled }: McpServer): Promise<void> {
    const word = isEnabled ? 'Disable' : 'Enable';
    const change: McpChange = { kind: 'enable', name, isEnabled: !isEnabled };
    await this.review(change, `${word} ${name}?`, `${word} server`);
  }

  selectTools(change: Extract<McpChange, { kind: 'tools' }>): Promise<boolean> {
    return this.review(change, `Change the tools of ${change.name}?`, 'Save tools');
  }

  async remove({ name }: McpServer): Promise<void> {
    await this.review({ kind: 'remove', name }, `Remove ${name}?`, 'Remove server');
  }

  async test({ name }: McpServer): Promise<void> {
    const running = this.store.testing().get(name);
    if (running) await this.jobs.show(running);
    else await this.jobs.run('mcp/test', { name });
    this.store.reload();
  }

  async testAll(): Promise<void> {
    try {
      const { jobs, skipped } = await this.calls.testAll();
      this.toasts.succeeded(
        [`Testing ${formatCount(jobs.length, 'server')}.`, ...skipped.slice(0, 3)].join(' '),
      );
    } catch (error) {
      this.toasts.failed('Nothing is tested.', problemOf(error));
    }
    this.store.reload();
  }

  /** Shows what a change would write, and writes it if that is wanted. Answers whether it did. */
  private async review(change: McpChange, title: string, confirm: string): Promise<boolean> {
    try {
      const { before, after, version, notes, file } = await this.calls.preview(change);
      let saved: McpSaved | undefined;
      const outcome = await this.reviews.ask({
        title,
        label: file,
        before,
        after,
        notes: [`Writes ${file} of the profile ${this.scope.profile()}.`, ...notes, whenItCounts],
        confirm,
        save: async () => {
          saved = await this.calls.save(change, version);
        },
      });
      if (outcome === 'saved') this.tellSaved(file, saved?.leftBehind);
      if (outcome === 'conflict')
        this.toasts.failed(
          'Nothing was written.',
          problemOf(new Error(`${file} was changed meanwhile. Look again, and decide anew.`)),
        );
      return outcome === 'saved';
    } catch (error) {
      this.toasts.failed('The change is not possible.', problemOf(error));
      return false;
    } finally {
      this.store.reload();
    }
  }

  private tellSaved(file: string | undefined, leftBehind: readonly string[] = []): void {
    if (file === undefined) return;
    this.store.reload();
    this.toasts.succeeded(`Saved ${file}.`);
    if (leftBehind.length > 0)
      this.toasts.failed('Tokens were left behind.', problemOf(new Error(leftBehind.join(' '))));
  }

  private open<Outcome>(
    dialog: ComponentType<unknown>,
    data: unknown,
    width: string,
  ): Promise<Outcome | undefined> {
    const opened = this.dialog.open<unknown, unknown, Outcome>(dialog, {
      data,
      width,
      maxWidth: '96vw',
    });
    return firstValueFrom(opened.afterClosed());
  }
}
