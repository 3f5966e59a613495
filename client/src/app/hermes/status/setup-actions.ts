import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  EnrollGateway,
  GatewayRelay,
  GatewayService,
  InstallGateway,
} from '../../../../../server/hermes-state/status/gateway-setup.contract';
import { Confirm } from '../../ui/confirm';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { HermesJobs } from '../jobs/hermes-jobs';
import { EnrollDialog } from './enroll-dialog';
import { InstallServiceDialog, type InstallSubject } from './install-service-dialog';
import { SetupStore } from './setup-store';

/** The verbs that make and remove the gateway's service, and tie it to a relay. */
@Injectable()
export class SetupActions {
  private readonly confirm = inject(Confirm);
  private readonly dialog = inject(MatDialog);
  private readonly http = inject(HttpClient);
  private readonly jobs = inject(HermesJobs);
  private readonly store = inject(SetupStore);
  private readonly toasts = inject(Toasts);

  async install(service: GatewayService): Promise<void> {
    const data = { service, profile: this.store.profile() };
    const opened = this.dialog.open<InstallServiceDialog, InstallSubject, InstallGateway>(
      InstallServiceDialog,
      { data, width: '32rem' },
    );
    const wanted = await firstValueFrom(opened.afterClosed());
    if (wanted !== undefined) await this.run('status/gateway/install', wanted);
  }

  async uninstall({ units }: GatewayService): Promise<void> {
    const profile = this.store.profile();
    const unit = units[0];
    if (unit === undefined) return;
    const { scope, file } = unit;
    const confirmed = await this.confirm.ask({
      title: `Uninstall the gateway's service of ${profile}?`,
      consequences: [
        'The service is stopped, and the gateway with it: platforms are left, no cron job fires, and it does not come back by itself.',
      ],
      affected: [
        file,
        `hermes -p ${profile} gateway uninstall${scope === 'system' ? ' --system' : ''}`,
      ],
      confirm: 'Uninstall service',
      isDangerous: true,
      typedName: profile,
    });
    if (confirmed) await this.run('status/gateway/uninstall', { scope, typedName: profile });
  }

  /** First a dry run is shown; only what it found is removed. */
  async migrate(): Promise<void> {
    const shown = await this.jobs.run('status/gateway/legacy');
    this.store.reload();
    const legacy = this.store.service()?.legacy ?? [];
    if (shown?.state !== 'succeeded' || legacy.length === 0) return;
    const confirmed = await this.confirm.ask({
      title: 'Remove old services of the gateway?',
      consequences: [
        'They are stopped, disabled and deleted. Units of profiles (hermes-gateway-….service) and of other programs are not touched.',
        ...(legacy.some(({ scope }) => scope === 'system') && !this.store.service()?.isRoot
          ? ['Those of the system stay: only root removes them, with sudo on the server.']
          : []),
      ],
      affected: [
        ...legacy.map(({ file }) => file),
        `hermes -p ${this.store.profile()} gateway migrate-legacy --yes`,
      ],
      confirm: 'Remove services',
      isDangerous: true,
      typedName: 'migrate-legacy',
    });
    if (!confirmed) return;
    const files = legacy.map(({ file }) => file);
    await this.run('status/gateway/migrate-legacy', { files, typedName: 'migrate-legacy' });
  }

  async enroll(relay: GatewayRelay): Promise<void> {
    const opened = this.dialog.open<EnrollDialog, GatewayRelay, EnrollGateway>(EnrollDialog, {
      data: relay,
      width: '34rem',
    });
    const wanted = await firstValueFrom(opened.afterClosed());
    if (wanted !== undefined) await this.run('status/relay/enroll', wanted);
  }

  async unenroll({ keys, version, id }: GatewayRelay): Promise<void> {
    const profile = this.store.profile();
    const confirmed = await this.confirm.ask({
      title: `Take ${id ?? 'the gateway'} from its relay?`,
      profile,
      consequences: [
        'These variables go from .env. The connector is not told: revoke the gateway there too. A gateway that runs keeps its connection until it is restarted.',
      ],
      affected: keys,
      confirm: 'Remove enrollment',
      isDangerous: true,
    });
    if (confirmed === undefined) return;
    try {
      await firstValueFrom(
        this.http.post(
          '/api/admin/hermes/status/relay/unenroll',
          {},
          { params: { profile }, headers: { 'if-match': `"${version}"` } },
        ),
      );
      this.toasts.succeeded('The relay is gone from .env. Restart the gateway to apply it.');
    } catch (error) {
      this.toasts.failed('.env was not changed.', problemOf(error));
    } finally {
      this.store.reload();
    }
  }

  private async run(path: string, body: object): Promise<void> {
    await this.jobs.run(path, body);
    this.store.reload();
  }
}
