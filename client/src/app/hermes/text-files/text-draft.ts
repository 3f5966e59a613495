import { HttpClient } from '@angular/common/http';
import { computed, inject, type Signal, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import type {
  TextFile,
  TextSaved,
} from '../../../../../server/hermes-state/files/text-file.contract';
import type { KeptResource } from '../../ui/kept-resource';
import { problemOf } from '../../ui/problem';
import { Toasts } from '../../ui/toasts';
import { ProfileScope } from '../profile-scope';
import { ReviewDialog, type ReviewedChange } from './review-dialog';
import { changeBetween } from './text-change';
import { hasConflictSigns, mergeLines } from './three-way-merge';
import { TextDrafts } from './text-drafts';

/** Puts together what two made of one base. */
export type Merge = (
  base: string,
  mine: string,
  theirs: string,
) => { readonly text: string; readonly conflicts: number };

/** What all that concerns one text needs to know of it. */
export interface TextPlace {
  /** Below `/api/admin/hermes`: `GET` answers the text, `PUT` changes it, `…/history` tells of its past. */
  readonly path: string;
  /** As people know it, such as `MEMORY.md`. */
  readonly name: string;
}

interface Saved extends TextSaved {
  readonly text: string;
  /** When what the server said before was read. */
  readonly asOf: Date | undefined;
}

/**
 * One text of Hermes as it is changed here: begun from a version, shown as a difference before it is saved, and brought
 * together with what others write meanwhile. Make it where injection is possible.
 */
export class TextDraft {
  private readonly http = inject(HttpClient);
  private readonly dialog = inject(MatDialog);
  private readonly drafts = inject(TextDrafts);
  private readonly toasts = inject(Toasts);
  private readonly profile = inject(ProfileScope).profile();
  private readonly saving = signal(false);
  /** What was saved, until it is read again. */
  private readonly saved = signal<Saved | undefined>(undefined);

  readonly isSaving = this.saving.asReadonly();
  private readonly mine = computed(() => this.drafts.of(this.key()));
  readonly isChanged = computed(() => this.mine() !== undefined);
  /** As it is shown and changed. */
  readonly text = computed(() => this.mine()?.text ?? this.unchanged());
  /** What the change begins from. */
  readonly base = computed(() => this.mine()?.base ?? this.unchanged());
  /** What somebody else has written since the change was begun. */
  readonly theirs: Signal<string | undefined> = computed(() => {
    const [mine, file] = [this.mine(), this.file.value()];
    if (mine === undefined || file === undefined || file.version === null) return undefined;
    return file.version === mine.version ? undefined : (file.text ?? '');
  });
  /** Nothing can be changed in what cannot be read. */
  readonly isEditable = computed(() => this.file.value()?.version != null);
  readonly isUndecided = computed(() => this.isChanged() && hasConflictSigns(this.text()));

  constructor(
    readonly place: Signal<TextPlace>,
    readonly file: KeptResource<TextFile>,
    private readonly merge: Merge = mergeLines,
  ) {}

  change(text: string): void {
    const version = this.justSaved()?.version ?? this.file.value()?.version ?? null;
    const began =
      this.mine() ?? (version === null ? undefined : { base: this.unchanged(), version });
    if (began === undefined) return;
    if (text === began.base) this.drafts.drop(this.key());
    else this.drafts.keep(this.key(), { ...began, text });
  }

  discard(): void {
    this.drafts.drop(this.key());
  }

  /** Leaves what was written here, for what others wrote. */
  takeTheirs(): void {
    this.discard();
    this.toasts.succeeded(`Showing ${this.place().name} as it is on disk.`);
  }

  /** Stays with what was written here: saving it replaces what others wrote. */
  keepMine(): void {
    this.rebase(this.text());
  }

  /** Puts both together. Answers how many places both changed. */
  mergeBoth(): number {
    const theirs = this.theirs();
    if (theirs === undefined) return 0;
    const { text, conflicts } = this.merge(this.base(), this.text(), theirs);
    this.rebase(text);
    return conflicts;
  }

  /** Shows the difference, and saves it if that is wanted. */
  async review(): Promise<void> {
    const { name } = this.place();
    const data: ReviewedChange = { name, before: this.base(), after: this.text() };
    const opened = this.dialog.open<ReviewDialog, ReviewedChange, boolean>(ReviewDialog, {
      data,
      width: '60rem',
      maxWidth: '96vw',
    });
    if (await firstValueFrom(opened.afterClosed())) await this.save();
  }

  /** Puts a past version in the place of the present one. */
  async restore(id: string): Promise<void> {
    const version = this.file.value()?.version ?? '';
    await this.send(`Restored ${this.place().name}.`, undefined, () =>
      firstValueFrom(
        this.http.post<TextSaved>(`${this.url()}/restore`, { id }, this.optionsFor(version)),
      ),
    );
  }

  private async save(): Promise<void> {
    const mine = this.mine();
    if (mine === undefined) return;
    const change = changeBetween(mine.base, mine.text);
    await this.send(`Saved ${this.place().name}.`, mine.text, () =>
      firstValueFrom(this.http.put<TextSaved>(this.url(), change, this.optionsFor(mine.version))),
    );
  }

  private async send(
    done: string,
    text: string | undefined,
    call: () => Promise<TextSaved>,
  ): Promise<void> {
    if (this.saving()) return;
    this.saving.set(true);
    try {
      const { version } = await call();
      if (text !== undefined) this.saved.set({ text, version, asOf: this.file.asOf() });
      this.discard();
      this.toasts.succeeded(done);
    } catch (error) {
      this.toasts.failed(`${this.place().name} was not saved.`, problemOf(error));
    } finally {
      this.saving.set(false);
      this.file.reload();
    }
  }

  private rebase(text: string): void {
    const file = this.file.value();
    if (file === undefined || file.version === null) return;
    const base = file.text ?? '';
    if (text === base) this.discard();
    else this.drafts.keep(this.key(), { base, version: file.version, text });
  }

  private unchanged(): string {
    return this.justSaved()?.text ?? this.file.value()?.text ?? '';
  }

  /** What was saved a moment ago is shown until the server was asked again. */
  private justSaved(): Saved | undefined {
    const saved = this.saved();
    return saved?.asOf === this.file.asOf() ? saved : undefined;
  }

  private optionsFor(version: string): {
    params: Record<string, string>;
    headers: Record<string, string>;
  } {
    return { params: { profile: this.profile }, headers: { 'if-match': `"${version}"` } };
  }

  private url(): string {
    return `/api/admin/hermes/${this.place().path}`;
  }

  private key(): string {
    return `${this.profile} ${this.place().path}`;
  }
}
