import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { Job } from '../../../../../server/hermes-state/commands/jobs.contract';
import type {
  CreateProfile,
  ProfileNames,
} from '../../../../../server/hermes-state/profiles/profiles.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { keptResource } from '../../ui/kept-resource';
import { type Problem, problemOf } from '../../ui/problem';
import { WriteTarget } from '../../ui/write-target';
import { ProfileCalls, profilesPath } from './profile-calls';

export interface NewProfileSubject {
  /** The profile it is cloned from at first. */
  readonly source?: string | undefined;
}

type Kind = CreateProfile['from']['kind'];

/** Everything about a new profile: of what it is made, its skills, its command. Answers the job that makes it. */
@Component({
  selector: 'app-new-profile-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule, WriteTarget],
  templateUrl: './new-profile-dialog.html',
  styleUrl: './new-profile-dialog.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class NewProfileDialog {
  private readonly dialog = inject<MatDialogRef<NewProfileDialog, Job>>(MatDialogRef);
  private readonly subject = inject<NewProfileSubject>(MAT_DIALOG_DATA);
  private readonly calls = inject(ProfileCalls);
  private readonly names = keptResource<ProfileNames>(() => ({ url: `${profilesPath}/names` }));

  protected readonly kinds: readonly { kind: Kind; name: string; takes: string }[] = [
    {
      kind: 'fresh',
      name: 'Fresh',
      takes: 'Empty configuration; set a model and keys afterwards.',
    },
    {
      kind: 'clone',
      name: 'Clone',
      takes: 'Takes config.yaml, .env with its keys, SOUL.md and skills.',
    },
    {
      kind: 'clone_all',
      name: 'Full copy',
      takes: 'Takes everything but the history: also memory, plugins and accounts.',
    },
  ];
  protected readonly name = signal('');
  protected readonly kind = signal<Kind>(this.subject.source === undefined ? 'fresh' : 'clone');
  protected readonly source = signal(this.subject.source ?? 'default');
  protected readonly withSkills = signal(true);
  protected readonly withAlias = signal(true);
  protected readonly description = signal('');
  protected readonly isSaving = signal(false);
  protected readonly problem = signal<Problem | undefined>(undefined);

  protected readonly sources = computed(() => this.names.value()?.items ?? [this.source()]);
  protected readonly nameError = computed(() => {
    const [name, told] = [this.name().trim(), this.problem()?.fields.get('name')];
    if (told !== undefined) return told;
    if (name === '' || /^[a-z0-9][a-z0-9_-]{0,63}$/.test(name))
      return this.names.value()?.items.includes(name) ? 'There is one of this name.' : undefined;
    return 'Lower-case letters, digits, - and _; it begins with a letter or digit.';
  });
  protected readonly isComplete = computed(
    () => this.name().trim() !== '' && this.nameError() === undefined,
  );

  protected rename(name: string): void {
    this.name.set(name);
    this.problem.set(undefined);
  }

  protected async create(event: Event): Promise<void> {
    event.preventDefault();
    if (this.isSaving() || !this.isComplete()) return;
    this.isSaving.set(true);
    this.problem.set(undefined);
    const kind = this.kind();
    try {
      const job = await this.calls.create({
        name: this.name().trim(),
        from: kind === 'fresh' ? { kind } : { kind, source: this.source() },
        withSkills: this.withSkills(),
        withAlias: this.withAlias(),
        description: this.description().trim(),
      });
      this.dialog.close(job);
    } catch (error) {
      this.problem.set(problemOf(error));
    } finally {
      this.isSaving.set(false);
    }
  }
}
