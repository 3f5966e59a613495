import { HttpClient } from '@angular/common/http';
import { computed, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type {
  ProcessList,
  ProcessLog,
  SupervisedProcess,
} from '../../../../../server/hermes-process/processes.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { Confirm } from '../../ui/confirm';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { endQuestion, type ProcessVerb } from './process-view';
import { StatusStore } from './status-store';

const path = '/api/admin/processes';
const pollMs = 5000;
/** What a child writes is announced by nobody. */
const logMs = 3000;

const done: { readonly [Verb in ProcessVerb]: string } = {
  start: 'It is being started.',
  stop: 'It is being stopped.',
  restart: 'It is being restarted.',
};

/** The processes that the server keeps running, what one of them wrote, and the verbs for them. */
@Injectable()
export class ProcessesStore {
  private readonly confirm = inject(Confirm);
  private readonly http = inject(HttpClient);
  private readonly status = inject(StatusStore);
  private readonly toasts = inject(Toasts);

  readonly list = liveOrPoll<ProcessList>(() => ({ url: path }), ['processes'], pollMs, {
    atMostEveryMs: 300,
  });
  /** Whose log is shown. */
  readonly shown = signal<string | undefined>(undefined);
  readonly log = liveOrPoll<ProcessLog>(
    () => {
      const id = this.shown();
      return id === undefined ? undefined : { url: `${path}/${id}/log` };
    },
    ['processes'],
    logMs,
    { isAlwaysPolled: true },
  );
  /** While another log is read, the one before is not shown as it. */
  readonly shownLog = computed(() => {
    const log = this.log.value();
    return log?.file === `logs/hermes-${this.shown()}.log` ? log : undefined;
  });

  /** Profiles whose gateways the server keeps running: no other verb may touch those. */
  readonly keptProfiles = computed(() =>
    (this.list.value()?.items ?? [])
      .filter(({ kind, state }) => kind === 'gateway' && state !== 'stopped')
      .map(({ profile }) => profile),
  );
  /** Whether the gateway of the profile in scope is one of them. */
  readonly isGatewayKept = computed(() =>
    this.keptProfiles().includes(this.status.scope.profile()),
  );

  async act(verb: ProcessVerb, process: SupervisedProcess): Promise<void> {
    const question = endQuestion(verb, process, this.status.profiles.value());
    if (question !== undefined && !(await this.confirm.ask(question))) return;
    try {
      await firstValueFrom(this.http.post(`${path}/${process.id}/${verb}`, {}));
      this.toasts.succeeded(done[verb]);
    } catch (error) {
      this.toasts.failed('Nothing was changed.', problemOf(error));
    } finally {
      this.list.reload();
      this.status.reload();
    }
  }
}
