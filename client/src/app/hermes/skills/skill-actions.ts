import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type { TextSaved } from '../../../../../server/hermes-state/files/text-file.contract';
import type {
  CuratorVerb,
  EnableSkills,
  InstallSkill,
  Skill,
} from '../../../../../server/hermes-state/skills/skills.contract';
import { Confirm } from '../../ui/confirm';
import { formatCount } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ProfileScope } from '../profile-scope';
import { InstallDialog } from './install-dialog';
import { SkillsStore } from './skills-store';

/** What can be done with skills, each with the questions it needs. */
@Injectable()
export class SkillActions {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly scope = inject(ProfileScope);
  private readonly store = inject(SkillsStore);
  private readonly toasts = inject(Toasts);

  /** Says what becomes of `config.yaml`, and offers to take it back. */
  async enable(skills: readonly Skill[], isEnabled: boolean): Promise<boolean> {
    const found = this.store.skills();
    const names = [...new Set(skills.map(({ name }) => name))];
    if (found?.configVersion == null || names.length === 0) return false;
    const word = isEnabled ? 'Enable' : 'Disable';
    const what = names.length === 1 ? names[0]! : formatCount(names.length, 'skill');
    const after = isEnabled
      ? found.disabled.filter((name) => !names.includes(name))
      : [...new Set([...found.disabled, ...names])];
    const confirmed = await this.confirm.ask({
      title: `${word} ${what}?`,
      consequences: [
        'Only the list skills.disabled in config.yaml changes. New sessions follow it; those that run go on as they are.',
      ],
      affected: [
        `Before: skills.disabled: [${found.disabled.join(', ')}]`,
        `After: skills.disabled: [${after.join(', ')}]`,
      ],
      confirm: names.length === 1 ? `${word} skill` : `${word} skills`,
    });
    if (confirmed === undefined) return false;
    const version = await this.put({ names, isEnabled }, found.configVersion);
    if (version === undefined) return false;
    this.toasts.undoable(`${word}d ${what}.`, () => {
      void this.put({ names, isEnabled: !isEnabled }, version);
    });
    return true;
  }

  async install(): Promise<void> {
    const opened = this.dialog.open<InstallDialog, void, InstallSkill>(InstallDialog, {
      width: '32rem',
    });
    const wanted = await firstValueFrom(opened.afterClosed());
    if (wanted !== undefined) await this.run('install', wanted);
  }

  async uninstall({ name, folder }: Skill): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Uninstall ${name}?`,
      consequences: ['Hermes deletes the skill. It can be installed again from its registry.'],
      affected: [`Folder skills/${folder}`, this.commandOf('skills', 'uninstall', name)],
      confirm: 'Uninstall skill',
      isDangerous: true,
    });
    if (confirmed) await this.run('uninstall', { name });
  }

  async reset({ name, folder }: Skill): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: `Reset ${name}?`,
      consequences: [
        'Hermes deletes this copy and puts the one it came with in its place. What was changed in it is gone.',
      ],
      affected: [
        `Folder skills/${folder}`,
        this.commandOf('skills', 'reset', name, '--restore', '--yes'),
      ],
      confirm: 'Reset skill',
      isDangerous: true,
      typedName: name,
    });
    if (confirmed) await this.run('reset', { name });
  }

  async curate(verb: CuratorVerb, name: string): Promise<void> {
    if (verb === 'archive') {
      const confirmed = await this.confirm.ask({
        title: `Archive ${name}?`,
        consequences: [
          'The agent is not offered it any more. It can be restored from the archive.',
        ],
        affected: [this.commandOf('curator', 'archive', name)],
        confirm: 'Archive skill',
      });
      if (confirmed === undefined) return;
    }
    await this.run(verb, { name });
  }

  private async run(verb: string, body: object): Promise<void> {
    await this.jobs.run(`skills/${verb}`, body);
    this.store.list.reload();
  }

  private commandOf(...args: readonly string[]): string {
    return ['hermes', '-p', this.scope.profile(), ...args].join(' ');
  }

  /** Answers the version of `config.yaml` afterwards; nothing when it was refused, which is told. */
  private async put(body: EnableSkills, version: string): Promise<string | undefined> {
    try {
      const answer = await firstValueFrom(
        this.http.put<TextSaved>('/api/admin/hermes/skills/enabled', body, {
          params: { profile: this.scope.profile() },
          headers: { 'if-match': `"${version}"` },
        }),
      );
      return answer.version;
    } catch (error) {
      this.toasts.failed('config.yaml was not changed.', problemOf(error));
      return undefined;
    } finally {
      this.store.list.reload();
    }
  }
}
