import { HttpClient } from '@angular/common/http';
import { inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { LiveRequest, StoppedRequest } from '../../../../server/live/live.contract';
import { Confirm } from '../ui/confirm';
import { problemOf } from '../ui/problem';
import { Toasts } from '../ui/toasts';
import { RunningStore } from './running-store';

/** Ends one running request, from the question to the result. */
@Injectable()
export class RequestStop {
  private readonly http = inject(HttpClient);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);
  private readonly store = inject(RunningStore);

  private readonly asked = signal<ReadonlySet<string>>(new Set());
  /** Ids of requests that are being stopped. */
  readonly stopping = this.asked.asReadonly();

  async stop(request: LiveRequest): Promise<void> {
    const { id, apiUserName, gateway } = request;
    const model = request.model ?? 'an unnamed model';
    const confirmed = await this.confirm.ask({
      title: `Stop the request of ${apiUserName}?`,
      consequences: [
        `The request to ${model} on ${gateway} ends where it is. The client is told that an administrator stopped it.`,
        'The key keeps working, and the tokens used so far are counted.',
      ],
      confirm: 'Stop request',
      isDangerous: true,
    });
    if (confirmed === undefined) return;
    this.asked.update((ids) => new Set([...ids, id]));
    try {
      const answer = this.http.post<StoppedRequest>(`/api/admin/live/requests/${id}/stop`, {});
      this.tell(await firstValueFrom(answer), `${apiUserName} (${model})`);
    } catch (error) {
      this.tellFailure(id, `${apiUserName} (${model})`, error);
    } finally {
      this.asked.update((ids) => new Set([...ids].filter((other) => other !== id)));
    }
  }

  private tell({ id, state, endReason }: StoppedRequest, whose: string): void {
    if (state === 'stopping')
      return this.toasts.succeeded(
        `The process that runs the request of ${whose} was told to stop it. Its end is not recorded yet.`,
      );
    this.store.forget(id);
    this.toasts.succeeded(
      endReason === null || endReason === 'stopped'
        ? `Stopped the request of ${whose}.`
        : `The request of ${whose} ended by itself before it could be stopped.`,
    );
  }

  private tellFailure(id: string, whose: string, error: unknown): void {
    const problem = problemOf(error);
    // Over, or gone from the log: either way it does not run.
    if (problem.status === 409 || problem.status === 404) {
      this.store.forget(id);
      this.store.refresh();
    }
    if (problem.status === 409)
      this.toasts.succeeded(`The request of ${whose} had already ended. Nothing was stopped.`);
    else this.toasts.failed(`The request of ${whose} was not stopped.`, problem);
  }
}
