import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  Question,
  RunGateway,
  VerbOfAll,
} from '../../../../../server/hermes-state/status/status.contract';
import { Confirm } from '../../ui/confirm';
import { formatCount } from '../../ui/format';
import { HermesJobs } from '../jobs/hermes-jobs';
import { RunGatewayDialog, type RunSubject } from './run-gateway-dialog';
import { StatusStore } from './status-store';

/** So long agents get when the operator lets them finish. */
const waitSeconds = 600;

const words: { readonly [Verb in VerbOfAll]: string } = {
  start: 'Start',
  stop: 'Stop',
  restart: 'Restart',
};

/** The verbs of the gateway, asked for where somebody else's work is at stake. */
@Injectable()
export class GatewayActions {
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);
  private readonly store = inject(StatusStore);

  async run(): Promise<void> {
    const pid = this.store.gateway()?.pid ?? null;
    const data = { profile: this.store.scope.profile(), pid, agents: this.about().agents };
    const opened = this.dialog.open<RunGatewayDialog, RunSubject, RunGateway>(RunGatewayDialog, {
      data,
      width: '32rem',
      role: 'alertdialog',
    });
    const wanted = await firstValueFrom(opened.afterClosed());
    if (wanted !== undefined) await this.start('run', wanted);
  }

  async startService(): Promise<void> {
    const { profile } = this.about();
    const confirmed = await this.confirm.ask({
      title: `Start the gateway of ${profile}?`,
      consequences: [
        'Its installed service is started. Overdue cron jobs and waiting kanban tasks begin at once.',
      ],
      affected: [`hermes -p ${profile} gateway start`],
      confirm: 'Start gateway',
    });
    if (confirmed) await this.start('start', {});
  }

  async end(verb: 'stop' | 'restart'): Promise<void> {
    const { profile, agents } = this.about();
    const word = verb === 'stop' ? 'Stop' : 'Restart';
    const confirmed = await this.confirm.ask({
      title: `${word} the gateway of ${profile}?`,
      consequences: [
        agents > 0
          ? `${formatCount(agents, 'agent')} at work: what they do may be cut off.`
          : 'No agent is at work.',
        verb === 'stop'
          ? 'Its platforms are left and no cron job fires until it runs again.'
          : 'Without a service manager it then runs in the background of this console, and ends with it.',
      ],
      affected: [`hermes -p ${profile} gateway ${verb}`],
      confirm: `${word} gateway`,
      isDangerous: true,
      ...(agents > 0 && { option: 'Wait up to ten minutes until no agent is at work' }),
    });
    if (!confirmed) return;
    await this.start(verb, {
      waitForAgentsSeconds: confirmed.isOptionChosen ? waitSeconds : 0,
    });
  }

  /** Of the service of the system. */
  async system(verb: VerbOfAll): Promise<void> {
    const { profile, agents } = this.about();
    const confirmed = await this.confirm.ask({
      title: `${words[verb]} the system's service of ${profile}?`,
      consequences: [
        verb === 'start'
          ? 'Overdue cron jobs and waiting kanban tasks begin at once.'
          : `${agents > 0 ? formatCount(agents, 'agent') : 'No agent'} at work; what is at work may be cut off.`,
      ],
      affected: [`hermes -p ${profile} gateway ${verb} --system`],
      confirm: `${words[verb]} service`,
      isDangerous: verb !== 'start',
    });
    if (confirmed) await this.start(verb, { isSystem: true });
  }

  /** For the gateways of all profiles, by name. */
  async all(verb: VerbOfAll): Promise<void> {
    const { profile } = this.about();
    const gateways = this.store.profiles.value()?.items ?? [];
    const running = gateways.filter(({ pid }) => pid !== null);
    const typedName = `${verb} all`;
    const confirmed = await this.confirm.ask({
      title:
        verb === 'stop'
          ? 'Stop the gateways of all profiles?'
          : `End all gateways, and ${verb} the one of ${profile}?`,
      consequences: [
        running.length === 0
          ? 'No gateway runs now.'
          : 'These gateways end, whoever started them: their agents may be cut off, their platforms are left, and no cron job of theirs fires.',
        ...(verb === 'stop' ? [] : [`Only the one of ${profile} comes back.`]),
      ],
      affected: [
        ...running.map(
          (item) =>
            `${item.profile}: process ${item.pid}, ${formatCount(item.activeAgents ?? 0, 'agent')} at work`,
        ),
        `hermes -p ${profile} gateway ${verb} --all`,
      ],
      confirm: verb === 'stop' ? 'Stop all gateways' : 'End all gateways',
      isDangerous: true,
      typedName,
    });
    if (!confirmed) return;
    await this.start('all', { verb, profiles: running.map((item) => item.profile), typedName });
  }

  async ask(question: Question): Promise<void> {
    await this.jobs.run('status/ask', { question });
    this.store.reload();
  }

  private async start(verb: string, body: object): Promise<void> {
    await this.jobs.run(`status/gateway/${verb}`, body);
    this.store.reload();
  }

  private about(): { readonly profile: string; readonly agents: number } {
    const gateway = this.store.gateway();
    const agents = gateway?.pid == null ? 0 : (gateway.activeAgents ?? 0);
    return { profile: this.store.scope.profile(), agents };
  }
}
