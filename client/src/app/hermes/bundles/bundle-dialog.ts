import { HttpClient } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { firstValueFrom } from 'rxjs';
import { bundleSlug } from '../../../../../server/hermes-state/bundles/bundle-slug.format';
import type {
  BundleDraft,
  BundlePreview,
} from '../../../../../server/hermes-state/bundles/bundles.contract';
import { Banner } from '../../ui/banner';
import { DiffView } from '../../ui/diff-view';
import { Field, FieldControl } from '../../ui/field';
import { Icon } from '../../ui/icon';
import { type Problem, problemOf } from '../../ui/problem';
import { ProfileScope } from '../profile-scope';
import { beginningOf, type EditedBundle, problemsOf } from './bundle-draft';

const url = '/api/admin/hermes/bundles';

/** Makes or changes a bundle: first what it says, then what becomes of its file. Closes with the name of the file. */
@Component({
  selector: 'app-bundle-dialog',
  imports: [Banner, DiffView, Field, FieldControl, Icon, MatButton, MatDialogModule],
  templateUrl: './bundle-dialog.html',
  styleUrl: './bundle-dialog.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BundleDialog {
  private readonly http = inject(HttpClient);
  private readonly scope = inject(ProfileScope);
  protected readonly given = inject<EditedBundle>(MAT_DIALOG_DATA);
  protected readonly dialog = inject<MatDialogRef<BundleDialog, string>>(MatDialogRef);

  protected readonly draft = signal<BundleDraft>(beginningOf(this.given));
  protected readonly isTried = signal(false);
  protected readonly isBusy = signal(false);
  protected readonly preview = signal<BundlePreview | undefined>(undefined);
  protected readonly refusal = signal<Problem | undefined>(undefined);
  private readonly problems = computed(() => problemsOf(this.draft(), this.given));
  protected readonly shown = computed(() => {
    const fields = this.refusal()?.fields;
    return {
      name: (this.isTried() ? this.problems().name : undefined) ?? fields?.get('name'),
      skills: (this.isTried() ? this.problems().skills : undefined) ?? fields?.get('skills'),
      description: fields?.get('description'),
      instruction: fields?.get('instruction'),
    };
  });
  protected readonly title = computed(() =>
    this.given.bundle === undefined ? 'New bundle' : `Edit ${this.given.bundle.name}`,
  );
  protected readonly hint = computed(() => {
    const slug = bundleSlug(this.draft().name);
    return slug === '' ? 'It is called by its name.' : `It is called with /${slug}.`;
  });
  /** Somebody else has changed the file since the form was filled from it. */
  protected readonly isStale = computed(() => {
    const [bundle, preview] = [this.given.bundle, this.preview()];
    return bundle !== undefined && preview !== undefined && preview.version !== bundle.version;
  });
  protected readonly others = computed(() =>
    this.given.skillNames.filter((name) => !this.draft().skills.includes(name)),
  );

  protected set(change: Partial<BundleDraft>): void {
    this.draft.update((before) => ({ ...before, ...change }));
  }

  protected isKnown(name: string): boolean {
    return this.given.skillNames.includes(name);
  }

  protected add(box: HTMLInputElement): void {
    const name = box.value.trim();
    if (name === '' || this.draft().skills.includes(name)) return;
    this.set({ skills: [...this.draft().skills, name] });
    box.value = '';
    box.focus();
  }

  protected take(index: number): void {
    this.set({ skills: this.draft().skills.filter((_, at) => at !== index) });
  }

  protected move(index: number, by: number): void {
    const skills = [...this.draft().skills];
    const [moved] = skills.splice(index, 1);
    skills.splice(index + by, 0, moved!);
    this.set({ skills });
  }

  protected async review(): Promise<void> {
    this.isTried.set(true);
    const { name, skills } = this.problems();
    if (name !== undefined || skills !== undefined) return;
    await this.ask(async () => {
      const file = this.given.bundle?.fileName;
      this.preview.set(
        await firstValueFrom(
          this.http.post<BundlePreview>(`${url}/preview`, this.draft(), {
            params: { profile: this.scope.profile(), ...(file !== undefined && { file }) },
          }),
        ),
      );
    });
  }

  protected async save(): Promise<void> {
    const preview = this.preview();
    if (preview === undefined) return;
    const profile = this.scope.profile();
    await this.ask(async () => {
      const answer =
        this.given.bundle === undefined
          ? this.http.post(url, this.draft(), { params: { profile } })
          : this.http.put(url, this.draft(), {
              params: { profile, file: preview.fileName },
              headers: { 'if-match': `"${preview.version}"` },
            });
      await firstValueFrom(answer);
      this.dialog.close(preview.fileName);
    });
  }

  /** A refusal leads back to the form. */
  private async ask(work: () => Promise<void>): Promise<void> {
    if (this.isBusy()) return;
    this.isBusy.set(true);
    this.refusal.set(undefined);
    try {
      await work();
    } catch (error) {
      this.refusal.set(problemOf(error));
      this.preview.set(undefined);
    } finally {
      this.isBusy.set(false);
    }
  }
}
