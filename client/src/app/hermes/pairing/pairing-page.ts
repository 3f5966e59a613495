import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import type {
  ApprovedUser,
  Pairing,
  PairingRequest,
} from '../../../../../server/hermes-state/pairing/pairing.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { Confirm } from '../../ui/confirm';
import { Countdown } from '../../ui/countdown';
import { EmptyState } from '../../ui/empty-state';
import { formatCount } from '../../ui/format';
import { PageHeader } from '../../ui/page-header';
import { Tile } from '../../ui/tile';
import { Clock, TimeStamp } from '../../ui/time-stamp';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { HermesJobs } from '../jobs/hermes-jobs';
import { ProfileScope } from '../profile-scope';
import { ApproveDialog } from './approve-dialog';
import { doors, requestName } from './pairing-view';

/** Who asked to talk to Hermes on its messaging platforms, and who may. */
@Component({
  selector: 'app-pairing-page',
  imports: [
    Badge,
    Banner,
    Countdown,
    EmptyState,
    FileProblem,
    MatButton,
    PageHeader,
    RouterLink,
    Tile,
    TimeStamp,
  ],
  templateUrl: './pairing-page.html',
  styleUrl: './pairing-page.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PairingPage {
  protected readonly session = inject(Session);
  protected readonly scope = inject(ProfileScope);
  private readonly clock = inject(Clock);
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly jobs = inject(HermesJobs);

  protected readonly list = hermesResource<Pairing>(
    () => ({ path: 'pairing' }),
    ['pairing', 'environment'],
  );
  protected readonly nameOf = requestName;
  protected readonly found = computed(() => {
    const found = this.list.value();
    return found?.profile === this.scope.profile() ? found : undefined;
  });
  protected readonly doors = computed(() => {
    const found = this.found();
    return found === undefined ? [] : doors(found);
  });
  /** Why no verb can be run; empty when one can. */
  protected readonly refusal = computed(() => this.found()?.unavailableReason ?? '');
  protected readonly requests = computed(() => {
    const found = this.found();
    return found === undefined ? '' : formatCount(found.pending.length, 'request');
  });
  protected readonly users = computed(() => {
    const found = this.found();
    return found === undefined ? '' : formatCount(found.approved.length, 'user');
  });

  /** A page that stays open outlives a code. */
  protected isOver({ expiresAt, isExpired }: PairingRequest): boolean {
    return isExpired || expiresAt === null || Date.parse(expiresAt) <= this.clock.now().getTime();
  }

  protected async approve(request: PairingRequest): Promise<void> {
    const opened = this.dialog.open<ApproveDialog, PairingRequest, Job>(ApproveDialog, {
      data: request,
      width: '32rem',
    });
    const job = await firstValueFrom(opened.afterClosed());
    if (job !== undefined) await this.jobs.show(job);
    this.list.reload();
  }

  protected async revoke(user: ApprovedUser): Promise<void> {
    const { platform, userId } = user;
    const listed = user.allowedBy === null ? [] : [`.env: ${user.allowedBy}`];
    const confirmed = await this.confirm.ask({
      title: `Revoke the access of ${requestName(user)}?`,
      consequences: [
        'Hermes answers this user no more. To get in again, the user has to ask for a code and be approved.',
      ],
      affected: [
        `User ${userId} on ${platform}`,
        ...listed,
        this.commandOf('revoke', platform, userId),
      ],
      confirm: 'Revoke access',
      isDangerous: true,
      profile: this.scope.profile(),
    });
    if (confirmed) await this.run('revoke', { platform, userId });
  }

  protected async clear({ pending }: Pairing): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: 'Clear all requests?',
      consequences: [
        'Their codes let nobody in any more. Who still wants in has to write again, ten minutes after the last time at the earliest.',
      ],
      affected: [
        `${formatCount(pending.length, 'request')} on ${[...new Set(pending.map(({ platform }) => platform))].join(', ')}`,
        this.commandOf('clear-pending'),
      ],
      confirm: 'Clear requests',
      isDangerous: true,
      profile: this.scope.profile(),
    });
    if (confirmed) await this.run('clear-pending', {});
  }

  private async run(verb: string, body: object): Promise<void> {
    await this.jobs.run(`pairing/${verb}`, body);
    this.list.reload();
  }

  private commandOf(...args: readonly string[]): string {
    return ['hermes', '-p', this.scope.profile(), 'pairing', ...args].join(' ');
  }
}
