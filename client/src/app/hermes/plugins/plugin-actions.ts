import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { TextSaved } from '../../../../../server/hermes-state/files/text-file.contract';
import type {
  EnablePlugin,
  ForgetPlugins,
  InstallPlugin,
  Plugin,
  RemovePlugin,
} from '../../../../../server/hermes-state/plugins/plugins.contract';
import { Confirm } from '../../ui/confirm';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ProfileScope } from '../profile-scope';
import { InstallPluginDialog } from './install-plugin-dialog';
import { missingOf } from './plugin-view';
import { PluginsStore } from './plugins-store';

const rewriting =
  'Hermes writes config.yaml anew. The console puts comments back where they were, and keeps the old text in the history of the configuration.';
const nextSession = 'New sessions follow it; a gateway that runs does so once it is restarted.';

/** What can be done with plugins, each with the questions it needs. */
@Injectable()
export class PluginActions {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly scope = inject(ProfileScope);
  private readonly store = inject(PluginsStore);
  private readonly toasts = inject(Toasts);

  async enable(plugin: Plugin): Promise<void> {
    const { key, name, origin, mayOverrideTools } = plugin;
    const isOwn = origin !== 'bundled';
    const missing = missingOf(plugin);
    const answer = await this.confirm.ask({
      title: `Enable ${name}?`,
      consequences: [
        ...(isOwn ? ['A plugin is a program that runs with the rights of Hermes.'] : []),
        nextSession,
        rewriting,
        ...(missing.length > 0 ? [`It needs what is not set in .env: ${missing.join(', ')}.`] : []),
        ...(plugin.kind === 'exclusive'
          ? ['Of its kind Hermes loads what memory.provider or context.engine names, and no other.']
          : []),
      ],
      affected: [
        'plugins.enabled and plugins.disabled in config.yaml',
        ...plugin.tools.map((tool) => `Tool ${tool}, as its manifest says`),
        ...plugin.hooks.map((hook) => `Hook ${hook}, as its manifest says`),
      ],
      ...(isOwn && {
        option: mayOverrideTools
          ? 'Take away its permission to take the place of built-in tools'
          : 'Let it take the place of built-in tools, and see all that goes through them',
      }),
      confirm: 'Enable plugin',
      profile: this.scope.profile(),
    });
    if (answer === undefined) return;
    const body: EnablePlugin = { key };
    const isTurned = isOwn && answer.isOptionChosen;
    await this.run('enable', isTurned ? { ...body, mayOverrideTools: !mayOverrideTools } : body);
  }

  /** Gives an enabled plugin the permission to override tools, or takes it away. */
  async allowOverride({ key, name }: Plugin, mayOverrideTools: boolean): Promise<void> {
    const flag = mayOverrideTools ? '--allow-tool-override' : '--no-allow-tool-override';
    const answer = await this.confirm.ask({
      title: mayOverrideTools
        ? `Let ${name} take the place of built-in tools?`
        : `No longer let ${name} take the place of built-in tools?`,
      consequences: [
        ...(mayOverrideTools
          ? [
              'It can then answer instead of tools such as the terminal, and see and change all that the agent sends through them.',
            ]
          : []),
        nextSession,
        rewriting,
      ],
      affected: [this.commandOf('enable', key, flag)],
      confirm: mayOverrideTools ? 'Allow override' : 'Take permission away',
      isDangerous: mayOverrideTools,
      profile: this.scope.profile(),
    });
    if (answer) await this.run('enable', { key, mayOverrideTools });
  }

  async disable({ key, name }: Plugin): Promise<void> {
    const answer = await this.confirm.ask({
      title: `Disable ${name}?`,
      consequences: ['Its files stay.', nextSession, rewriting],
      affected: [this.commandOf('disable', key)],
      confirm: 'Disable plugin',
      profile: this.scope.profile(),
    });
    if (answer) await this.run('disable', { key });
  }

  async update({ key, name, git, loadsBecause }: Plugin): Promise<void> {
    const answer = await this.confirm.ask({
      title: `Update ${name}?`,
      consequences: [
        'Hermes fetches the newest commit over the network. Nobody has looked at it here.',
        ...(loadsBecause === null
          ? []
          : ['It is enabled, so the new program runs. ' + nextSession]),
      ],
      affected: [
        `From ${git?.source ?? 'where it was cloned from'}`,
        `Now at ${git?.commit ?? 'an unknown commit'}`,
        this.commandOf('update', key),
      ],
      confirm: 'Update plugin',
      profile: this.scope.profile(),
    });
    if (answer) await this.run('update', { key });
  }

  async remove({ key, name, folder, state }: Plugin): Promise<void> {
    const answer = await this.confirm.ask({
      title: `Remove ${name}?`,
      consequences: [
        'Its folder is deleted, with the settings and data that lie in it. There is no way back.',
        ...(state === 'enabled'
          ? [
              'config.yaml goes on listing it as enabled: disable it first, or take its name out of the list afterwards.',
            ]
          : []),
      ],
      affected: [folder, this.commandOf('remove', key)],
      confirm: 'Remove plugin',
      isDangerous: true,
      typedName: name,
      profile: this.scope.profile(),
    });
    const body: RemovePlugin = { key, typedName: name };
    if (answer) await this.run('remove', body);
  }

  async install(): Promise<void> {
    const opened = this.dialog.open<InstallPluginDialog, void, InstallPlugin>(InstallPluginDialog, {
      width: '46rem',
    });
    const wanted = await firstValueFrom(opened.afterClosed());
    if (wanted !== undefined) await this.run('install', wanted);
  }

  /** Takes a name out of the lists that no plugin has. */
  async forget(name: string): Promise<void> {
    const found = this.store.plugins();
    if (found?.configVersion == null) return;
    const lists = found.unknown.filter((each) => each.name === name);
    const answer = await this.confirm.ask({
      title: `Take ${name} out of the lists?`,
      consequences: [
        'No plugin of this name was found here. Nothing else in config.yaml changes.',
        ...(found.bundledFolder === null
          ? ['Where the plugins of Hermes itself lie is not known: it may be one of them.']
          : []),
      ],
      affected: lists.map(({ state }) => `plugins.${state} in config.yaml`),
      confirm: 'Take name out',
      profile: this.scope.profile(),
    });
    if (answer) await this.put({ names: [name] }, found.configVersion);
  }

  private async run(verb: string, body: object): Promise<void> {
    await this.jobs.run(`plugins/${verb}`, body);
    this.store.list.reload();
  }

  private commandOf(...args: readonly string[]): string {
    return ['hermes', '-p', this.scope.profile(), 'plugins', ...args].join(' ');
  }

  private async put(body: ForgetPlugins, version: string): Promise<void> {
    try {
      await firstValueFrom(
        this.http.put<TextSaved>('/api/admin/hermes/plugins/forget', body, {
          params: { profile: this.scope.profile() },
          headers: { 'if-match': `"${version}"` },
        }),
      );
      this.toasts.succeeded(`Took ${body.names.join(', ')} out of the lists.`);
    } catch (error) {
      this.toasts.failed('config.yaml was not changed.', problemOf(error));
    } finally {
      this.store.list.reload();
    }
  }
}
