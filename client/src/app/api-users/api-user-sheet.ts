import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { filter, merge } from 'rxjs';
import type { ApiUserView, IssuedKey } from '../../../../server/api-users/api-users.contract';
import { Banner } from '../ui/banner';
import { Confirm } from '../ui/confirm';
import { Field, FieldControl } from '../ui/field';
import type { Problem } from '../ui/problem';
import { type Mistakes, Submission } from '../ui/submission';
import { ApiUserCalls } from './api-user-calls';
import {
  type ApiUserDraft,
  changeOf,
  differences,
  draftOf,
  type DraftField,
  fieldNames,
  mistakesIn,
  newDraft,
  userOf,
} from './api-user-draft';
import { ConflictNote } from './conflict-note';

export interface SheetSubject {
  /** Absent: a new user. */
  readonly user?: ApiUserView;
}

/** What closing the sheet answers; `undefined` when nothing was saved. */
export type SheetOutcome = { readonly issued: IssuedKey } | { readonly changed: ApiUserView };

/** A side sheet with everything about an API user that can be set. */
@Component({
  selector: 'app-api-user-sheet',
  imports: [Banner, ConflictNote, Field, FieldControl, MatButton, MatDialogModule],
  templateUrl: './api-user-sheet.html',
  styleUrl: './api-user-sheet.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ApiUserSheet {
  private readonly subject = inject<SheetSubject>(MAT_DIALOG_DATA);
  private readonly sheet = inject<MatDialogRef<ApiUserSheet, SheetOutcome>>(MatDialogRef);
  private readonly calls = inject(ApiUserCalls);
  private readonly confirm = inject(Confirm);

  /** The user as the form last knew it. */
  private readonly base = signal(this.subject.user);
  private readonly start = computed(() => {
    const base = this.base();
    return base === undefined ? newDraft : draftOf(base);
  });

  protected readonly isNew = this.subject.user === undefined;
  protected readonly draft = signal<ApiUserDraft>(this.start());
  protected readonly submission = new Submission();
  protected readonly conflict = signal<ApiUserView | undefined>(undefined);
  /** By field, ours or the server's; a field's message goes when the field is edited. */
  protected readonly mistakes = this.submission.mistakes;
  protected readonly gateways = ['pre', 'post'] as const;
  protected readonly baseDraft = this.start;

  constructor() {
    const escapes = this.sheet.keydownEvents().pipe(filter(({ key }) => key === 'Escape'));
    merge(escapes, this.sheet.backdropClick())
      .pipe(takeUntilDestroyed())
      .subscribe(() => void this.leave());
  }

  protected edit(field: DraftField, value: string): void {
    this.draft.update((draft) => ({ ...draft, [field]: value }));
    this.forgive(field);
  }

  protected toggleGateway(gateway: 'pre' | 'post'): void {
    this.draft.update((draft) => ({
      ...draft,
      gateways: draft.gateways.includes(gateway)
        ? draft.gateways.filter((name) => name !== gateway)
        : [...draft.gateways, gateway],
    }));
    this.forgive('gateways');
  }

  /** Complains about one field once the operator is done with it. */
  protected check(field: DraftField): void {
    const mistake = mistakesIn(this.draft()).get(field);
    if (mistake !== undefined)
      this.mistakes.update((mistakes) => new Map(mistakes).set(field, mistake));
  }

  protected submit(event: Event): void {
    event.preventDefault();
    void this.save(this.base()?.version);
  }

  protected overwrite(current: ApiUserView): void {
    void this.save(current.version);
  }

  protected takeOver(current: ApiUserView): void {
    this.base.set(current);
    this.draft.set(draftOf(current));
    this.conflict.set(undefined);
    this.mistakes.set(new Map());
  }

  protected async leave(): Promise<void> {
    if (this.submission.isBusy()) return;
    const isChanged = differences(this.start(), this.draft()).length > 0;
    const mayGo =
      !isChanged ||
      (await this.confirm.ask({
        title: 'Discard what you entered?',
        consequences: ['It has not been saved.'],
        confirm: 'Discard changes',
      }));
    if (mayGo) this.sheet.close();
  }

  private async save(version: number | undefined): Promise<void> {
    await this.submission.run(
      mistakesIn(this.draft()),
      async () => this.sheet.close(await this.send(version)),
      (problem) => this.explain(problem),
    );
  }

  private async send(version: number | undefined): Promise<SheetOutcome> {
    const { user } = this.subject;
    if (user === undefined) return { issued: await this.calls.create(userOf(this.draft())) };
    const change = { ...changeOf(this.start(), this.draft()), version };
    return { changed: await this.calls.change(user.id, change) };
  }

  private async explain(problem: Problem): Promise<Mistakes | undefined> {
    const { user } = this.subject;
    if (problem.code === 'version_conflict' && user !== undefined) {
      const current = problem.current as ApiUserView | undefined;
      this.conflict.set(current ?? (await this.calls.find(user.id)));
      return undefined;
    }
    const known = [...problem.fields].filter(([field]) => field in fieldNames);
    // The one conflict of a new user is its name.
    if (known.length === 0 && problem.status === 409) known.push(['displayName', problem.message]);
    return new Map(known);
  }

  private forgive(field: DraftField): void {
    if (!this.mistakes().has(field)) return;
    this.mistakes.update((mistakes) => new Map([...mistakes].filter(([name]) => name !== field)));
  }
}
