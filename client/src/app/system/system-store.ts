import { inject, Injectable } from '@angular/core';
import { HttpClient } from '@angular/common/http';
import { firstValueFrom } from 'rxjs';
import type { SystemView } from '../../../../server/system/system.contract';
import { Confirm } from '../ui/confirm';
import { downloadText } from '../ui/download';
import { keptResource } from '../ui/kept-resource';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';

const refreshEveryMs = 10_000;

/** The process as it sees itself. */
@Injectable()
export class SystemStore {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);

  readonly system = keptResource<SystemView>(() => ({ url: '/api/admin/system' }), {
    everyMs: refreshEveryMs,
  });

  /** Says what is in it first: it leaves the house. */
  async downloadDiagnostics(): Promise<void> {
    const confirmed = await this.confirm.ask({
      title: 'Download the diagnostics bundle?',
      consequences: ['One JSON file for whoever helps you. Look through it before you hand it on.'],
      affected: [
        'In it: version, settings in force (secrets only as set or not set), health checks',
        'In it: facts of database, migrations, retention, spool and data folder, counts of users',
        'In it: the newest lines of the log of this process',
        'Not in it: prompts, answers, names of users, keys, passwords',
      ],
      confirm: 'Download bundle',
    });
    if (confirmed === undefined) return;
    await this.save('/api/admin/system/diagnostics', 'hermes-control-plane-diagnostics.json');
  }

  /** Saves what a path answers, and says so if it does not. */
  async save(path: string, name: string): Promise<void> {
    try {
      downloadText(name, await firstValueFrom(this.http.get(path, { responseType: 'text' })));
      this.toasts.succeeded(`Downloaded ${name}.`);
    } catch (error) {
      this.toasts.failed(`${name} was not downloaded.`, problemOf(error));
    }
  }
}
