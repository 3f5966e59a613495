import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  ToolPlatform,
  ToolsChange,
  ToolsPreview,
  Toolset,
} from '../../../../../server/hermes-state/tools/tools.contract';
import { Confirm } from '../../ui/confirm';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { Reviews } from '../review-dialog';
import { ToolsStore } from './tools-store';
import { listWords } from './tools-view';

const url = '/api/admin/hermes/tools';

/** What can be done about tools, each with what it writes said beforehand. */
@Injectable()
export class ToolActions {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly jobs = inject(HermesJobs);
  private readonly reviews = inject(Reviews);
  private readonly store = inject(ToolsStore);
  private readonly toasts = inject(Toasts);

  /** By the command, or by writing the same list into the file; without a command only the latter. */
  async switch({ name }: Toolset, platform: string, isEnabled: boolean): Promise<void> {
    const body = { toolset: name, platform, isEnabled };
    const change: ToolsChange = { kind: 'switch', ...body };
    const preview = await this.look(change);
    if (preview === undefined) return;
    const word = isEnabled ? 'Enable' : 'Disable';
    const title = `${word} ${name} for ${platform}?`;
    if (this.store.tools()?.unavailableReason !== null)
      return this.write(change, preview, { title, confirm: `${word} toolset` });
    const profile = this.store.scope.profile();
    const confirmed = await this.confirm.ask({
      title,
      profile,
      consequences: [
        'Hermes writes the whole list of the platform into config.yaml. New sessions follow it; those that run go on as they are.',
        ...preview.commandNotes,
      ],
      affected: [
        `hermes -p ${profile} tools ${word.toLowerCase()} ${name} --platform ${platform}`,
        `platform_toolsets.${platform} before: ${listWords(preview.listBefore)}`,
        `After: ${listWords(preview.listAfter)}`,
      ],
      confirm: `${word} toolset`,
      option: 'Write the list into config.yaml without the command, and keep its comments',
    });
    if (confirmed === undefined) return;
    if (confirmed.isOptionChosen)
      return this.write(change, preview, { title, confirm: `${word} toolset` });
    await this.jobs.run('tools/switch', body, { version: preview.version });
    this.store.list.reload();
  }

  /** The platform follows the default again. */
  async reset({ name, label }: ToolPlatform): Promise<void> {
    const change: ToolsChange = { kind: 'reset', platform: name };
    const preview = await this.look(change);
    if (preview === undefined) return;
    const title = `Reset ${label} to the default?`;
    await this.write(change, preview, { title, confirm: 'Reset platform' });
  }

  async allow({ name }: Toolset): Promise<void> {
    const change: ToolsChange = { kind: 'allow', toolset: name };
    const preview = await this.look(change);
    if (preview === undefined) return;
    const title = `Allow ${name} again?`;
    await this.write(change, preview, { title, confirm: 'Allow toolset' });
  }

  async measure(): Promise<void> {
    await this.jobs.run('tools/prompt-size');
    this.store.list.reload();
  }

  private async look(change: ToolsChange): Promise<ToolsPreview | undefined> {
    try {
      const params = { profile: this.store.scope.profile() };
      return await firstValueFrom(
        this.http.post<ToolsPreview>(`${url}/preview`, change, { params }),
      );
    } catch (error) {
      this.toasts.failed('What would change cannot be said.', problemOf(error));
      this.store.list.reload();
      return undefined;
    }
  }

  private async write(
    change: ToolsChange,
    preview: ToolsPreview,
    words: { readonly title: string; readonly confirm: string },
  ): Promise<void> {
    const profile = this.store.scope.profile();
    const outcome = await this.reviews.ask({
      ...words,
      label: 'config.yaml',
      before: preview.before,
      after: preview.after,
      notes: [
        `Writes config.yaml of the profile ${profile}. What is there now is kept in its history. New sessions follow it; a running gateway after a restart.`,
      ],
      save: async () => {
        await firstValueFrom(
          this.http.put(url, change, {
            params: { profile },
            headers: { 'if-match': `"${preview.version}"` },
          }),
        );
      },
    });
    this.store.list.reload();
    if (outcome === 'saved') this.toasts.succeeded('Saved config.yaml.');
    if (outcome !== 'conflict') return;
    const again = await this.look(change);
    if (again !== undefined)
      await this.write(change, again, {
        ...words,
        title: `config.yaml was changed meanwhile. ${words.title}`,
      });
  }
}
