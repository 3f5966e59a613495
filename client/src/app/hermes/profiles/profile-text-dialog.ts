import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import type { ProfileView } from '../../../../../server/hermes-state/profiles/profiles.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { type Problem, problemOf } from '../../ui/problem';
import { WriteTarget } from '../../ui/write-target';
import { ProfileCalls } from './profile-calls';

export interface ProfileTextSubject {
  readonly kind: 'rename' | 'describe';
  readonly profile: ProfileView;
}

/** Asks for the new name or the description of a profile. Answers the job of renaming, or that it was saved. */
@Component({
  selector: 'app-profile-text-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  template: `<h2 mat-dialog-title>{{ isRename ? 'Rename' : 'Describe' }} {{ profile.name }}</h2>
    <mat-dialog-content>
      <form id="profile-text" novalidate (submit)="save($event)">
        <app-write-target [profile]="profile.name" />
        @if (problem(); as problem) {
          <app-banner tone="bad" icon="error" role="alert">{{ problem.message }}</app-banner>
        }
        @if (isRename) {
          <app-field
            label="New name"
            hint="Lower-case letters, digits, - and _"
            [error]="problem()?.fields?.get('to')"
          >
            <input
              #box
              appControl
              autocomplete="off"
              autocapitalize="none"
              spellcheck="false"
              maxlength="64"
              [value]="text()"
              (input)="text.set(box.value)"
            />
          </app-field>
          <p class="caption soft">
            Hermes also makes a command of the new name in <code>~/.local/bin</code>, whether there
            was one or not. Cron jobs, scripts and services that name the old one have to be changed
            by hand.
          </p>
        } @else {
          <app-field
            label="Description"
            hint="What it is good at, in a sentence or two. Kanban gives work by it."
            [error]="problem()?.fields?.get('description')"
          >
            <textarea
              #area
              appControl
              rows="4"
              maxlength="1000"
              [value]="text()"
              (input)="text.set(area.value)"
            ></textarea>
          </app-field>
        }
      </form>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
      <button
        type="submit"
        form="profile-text"
        matButton="filled"
        [disabled]="isSaving() || text().trim() === before"
      >
        {{ isRename ? 'Rename profile' : 'Save description' }}
      </button>
    </mat-dialog-actions>`,
  styles: `
    form {
      display: grid;
      gap: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ProfileTextDialog {
  private readonly dialog = inject<MatDialogRef<ProfileTextDialog, Job | true>>(MatDialogRef);
  private readonly subject = inject<ProfileTextSubject>(MAT_DIALOG_DATA);
  private readonly calls = inject(ProfileCalls);
  protected readonly profile = this.subject.profile;
  protected readonly isRename = this.subject.kind === 'rename';
  protected readonly before = this.isRename ? this.profile.name : this.profile.description;
  protected readonly text = signal(this.before);
  protected readonly isSaving = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.text().trim();
    if (this.isSaving() || text === this.before) return;
    this.isSaving.set(true);
    this.problem.set(undefined);
    try {
      if (this.isRename) this.dialog.close(await this.calls.rename(this.profile.name, text));
      else {
        await this.calls.describe(this.profile.name, text);
        this.dialog.close(true);
      }
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isSaving.set(false);
    }
  }
}
