import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom, Subject } from 'rxjs';
import type {
  SessionChange,
  SessionDetail,
  Sweep,
  SweepPreview,
  SweepRun,
} from '../../../../../server/hermes-state/sessions/sessions.contract';
import { Confirm } from '../../ui/confirm';
import { formatCount } from '../../ui/format';
import { problemOf } from '../../ui/problem';
import { verbCall } from '../../ui/time-limit';
import { Toasts } from '../../ui/toasts';
import { ProfileScope } from '../profile-scope';
import { nameOf } from './session-wording';

const path = '/api/admin/hermes/sessions';
/** Hermes looks at all sessions twice: at which they are, and to change them. */
const sweepMs = 620_000;

/** What can be done with sessions, each with the questions it needs. */
@Injectable()
export class SessionActions {
  private readonly http = inject(HttpClient);
  private readonly dialog = inject(MatDialog);
  private readonly confirm = inject(Confirm);
  private readonly toasts = inject(Toasts);
  private readonly scope = inject(ProfileScope);
  private readonly changed = new Subject<void>();
  /** Sessions are not what they were. */
  readonly changes = this.changed.asObservable();

  async rename(id: string, title: string): Promise<void> {
    try {
      await firstValueFrom(
        this.http.patch(`${path}/${encodeURIComponent(id)}`, { title }, this.options()),
      );
      this.toasts.succeeded(`Renamed to “${title}”.`);
    } finally {
      this.changed.next();
    }
  }

  /** Whether it was deleted. */
  async delete({ session, family }: SessionDetail): Promise<boolean> {
    const delegated = family.filter(
      ({ parentId, link }) => parentId === session.id && link === 'delegation',
    );
    const name = nameOf(session);
    const answer = await this.confirm.ask({
      title: `Delete “${name.slice(0, 60)}”?`,
      consequences: [
        `Hermes deletes the session and its messages from the profile ${this.scope.profile()}. It cannot be restored from here; export it first if it may be wanted.`,
      ],
      affected: [
        formatCount(session.messageCount, 'message'),
        ...(delegated.length > 0
          ? [`${formatCount(delegated.length, 'session')} of work it delegated`]
          : []),
        `hermes -p ${this.scope.profile()} sessions delete ${session.id} --yes`,
      ],
      confirm: 'Delete session',
      isDangerous: true,
    });
    if (!answer) return false;
    try {
      const done = await firstValueFrom(
        this.http.delete<SessionChange>(
          `${path}/${encodeURIComponent(session.id)}`,
          this.options(),
        ),
      );
      this.toasts.succeeded(
        `Deleted ${formatCount(done.ids.length, 'session')} with ${formatCount(done.messages, 'message')}.`,
      );
      return true;
    } catch (error) {
      this.toasts.failed('The session was not deleted.', problemOf(error));
      return false;
    } finally {
      this.changed.next();
    }
  }

  /** Asked first, because Hermes has no verb that brings it back. */
  async archive({ session }: SessionDetail): Promise<void> {
    const name = nameOf(session).slice(0, 60);
    const answer = await this.confirm.ask({
      title: `Archive “${name}”?`,
      consequences: [
        `It leaves the lists of the profile ${this.scope.profile()}; its messages stay. The hermes command has no verb that brings it back.`,
      ],
      confirm: 'Archive session',
    });
    if (!answer) return;
    try {
      await firstValueFrom(
        this.http.post(
          `${path}/${encodeURIComponent(session.id)}/archive`,
          {},
          this.options(sweepMs),
        ),
      );
      this.toasts.succeeded(`Archived “${name}”.`);
    } catch (error) {
      this.toasts.failed('The session was not archived.', problemOf(error));
    } finally {
      this.changed.next();
    }
  }

  /** Archives or prunes many by a filter. */
  async cleanUp(): Promise<void> {
    const { SweepDialog } = await import('./sweep-dialog');
    this.dialog.open(SweepDialog, {
      data: { actions: this, profile: this.scope.profile() },
      width: '38rem',
    });
  }

  /** Throws the HTTP error. */
  preview(sweep: Sweep): Promise<SweepPreview> {
    return firstValueFrom(
      this.http.post<SweepPreview>(`${path}/sweep/preview`, sweep, {
        params: { profile: this.scope.profile() },
        timeout: sweepMs,
      }),
    );
  }

  /** Throws the HTTP error. */
  async sweep(run: SweepRun): Promise<void> {
    try {
      const done = await firstValueFrom(
        this.http.post<SessionChange>(`${path}/sweep`, run, this.options(sweepMs)),
      );
      const verb = run.verb === 'prune' ? 'Deleted' : 'Archived';
      this.toasts.succeeded(`${verb} ${formatCount(done.ids.length, 'session')}.`);
    } finally {
      this.changed.next();
    }
  }

  private options(limitMs?: number) {
    return { params: { profile: this.scope.profile() }, context: verbCall(limitMs) };
  }
}
