import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  HookChange,
  Hooks,
  HookTest,
  ShellHook,
} from '../../../../../server/hermes-state/hooks/hooks.contract';
import { Confirm } from '../../ui/confirm';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ProfileScope } from '../profile-scope';
import { type AskedConsent, ConsentDialog } from './consent-dialog';
import { type EditedHook, HookDialog } from './hook-dialog';
import { HooksStore } from './hooks-store';
import { TestDialog, type TestedHooks } from './test-dialog';

/** What can be done with shell hooks, each with the questions it needs. */
@Injectable()
export class HookActions {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly scope = inject(ProfileScope);
  private readonly store = inject(HooksStore);
  private readonly toasts = inject(Toasts);

  /** Adds a hook, or changes one; then asks for the consent it needs. */
  async edit(hook?: ShellHook): Promise<void> {
    const change = await this.change({ ...(hook && { hook }) });
    if (change === undefined || change.kind === 'remove') return;
    this.toasts.succeeded('Saved config.yaml. New sessions and a restarted gateway use it.');
    await this.consentAfter(change, hook);
  }

  async remove(hook: ShellHook): Promise<void> {
    if ((await this.change({ hook, isRemoved: true })) === undefined) return;
    this.toasts.succeeded(
      `Removed the hook at ${hook.event}. The history of config.yaml keeps it.`,
    );
  }

  async consent(hook: ShellHook, version = this.store.hooks()?.allowlistVersion): Promise<void> {
    if (version == null) return;
    const opened = this.dialog.open<ConsentDialog, AskedConsent, boolean>(ConsentDialog, {
      data: { hook, version },
      width: '44rem',
      maxWidth: '96vw',
    });
    const isGiven = await firstValueFrom(opened.afterClosed());
    this.store.list.reload();
    if (isGiven)
      this.toasts.succeeded('Consent is recorded. New sessions and a restarted gateway run it.');
  }

  async revoke(command: string, commandId: string): Promise<void> {
    const events = [
      ...(this.store.hooks()?.shell ?? []).filter((hook) => hook.standing === 'consented'),
      ...(this.store.hooks()?.strayApprovals ?? []),
    ].flatMap((each) => (each.commandId === commandId ? [each.event] : []));
    const confirmed = await this.confirm.ask({
      title: 'Revoke consent?',
      consequences: [
        'Hermes passes the command over at all of these events, silently. What runs keeps it until it is restarted.',
      ],
      affected: [`Command ${command}`, ...[...new Set(events)].map((event) => `Event ${event}`)],
      confirm: 'Revoke consent',
      isDangerous: true,
      profile: this.scope.profile(),
    });
    if (confirmed) await this.run('revoke', { commandId });
  }

  async test(event: HookTest['event']): Promise<void> {
    const hooks = (this.store.hooks()?.shell ?? []).filter(
      (hook) => hook.event === event && hook.standing !== 'ignored',
    );
    const opened = this.dialog.open<TestDialog, TestedHooks, HookTest>(TestDialog, {
      data: { event, hooks },
      width: '40rem',
      maxWidth: '96vw',
    });
    const wanted = await firstValueFrom(opened.afterClosed());
    if (wanted !== undefined) await this.run('test', wanted);
  }

  async examine(): Promise<void> {
    const consented = (this.store.hooks()?.shell ?? []).filter(
      ({ standing }) => standing === 'consented',
    );
    const confirmed = await this.confirm.ask({
      title: 'Examine the shell hooks?',
      consequences: [
        'Hermes looks at every hook, and runs those that have consent once, each with a sample.',
      ],
      affected: [
        `hermes -p ${this.scope.profile()} hooks doctor`,
        ...consented.map(({ command }) => `Runs ${command ?? ''}`),
      ],
      confirm: 'Examine hooks',
    });
    if (confirmed) await this.run('doctor', {});
  }

  private async run(verb: string, body: object): Promise<void> {
    await this.jobs.run(`hooks/${verb}`, body);
    this.store.list.reload();
  }

  private async change(edited: Omit<EditedHook, 'version'>): Promise<HookChange | undefined> {
    const version = this.store.hooks()?.configVersion;
    if (version == null) return undefined;
    const opened = this.dialog.open<HookDialog, EditedHook, HookChange>(HookDialog, {
      data: { ...edited, version },
      width: '48rem',
      maxWidth: '96vw',
    });
    const change = await firstValueFrom(opened.afterClosed());
    this.store.list.reload();
    return change;
  }

  /** A hook that was just saved and that Hermes would pass over is asked about at once. */
  private async consentAfter(change: HookChange, before?: ShellHook): Promise<void> {
    if (change.kind === 'remove') return;
    const { event, matcher } = change.hook;
    try {
      const params = { profile: this.scope.profile() };
      const { shell, allowlistVersion } = await firstValueFrom(
        this.http.get<Hooks>('/api/admin/hermes/hooks', { params }),
      );
      const saved = shell.findLast((hook) =>
        change.kind === 'change' && before?.event === event
          ? hook.event === event && hook.index === change.index
          : hook.event === event && hook.matcher === matcher,
      );
      if (saved?.standing === 'unconsented' && allowlistVersion !== null)
        await this.consent(saved, allowlistVersion);
    } catch (error) {
      this.toasts.failed('It was saved, but could not be read again.', problemOf(error));
    }
  }
}
