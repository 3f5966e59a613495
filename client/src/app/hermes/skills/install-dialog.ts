import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { InstallSkill } from '../../../../../server/hermes-state/skills/skills.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';

/** Asks which skill is to be installed. */
@Component({
  selector: 'app-install-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>Install a skill</h2>
    <form (submit)="$event.preventDefault(); finish(identifier.value, category.value)">
      <mat-dialog-content>
        <app-banner tone="warning" icon="shield">
          A skill is text that the agent follows, and programs that it runs. Hermes scans it before
          it installs it, and refuses what the scan finds dangerous.
        </app-banner>
        <app-field
          label="Identifier or address"
          hint="Such as openai/skills/skill-creator, or the address of a SKILL.md."
          [error]="problem()"
        >
          <input #identifier appControl autocomplete="off" spellcheck="false" />
        </app-field>
        <app-field label="Category" hint="The folder it is put into." [isOptional]="true">
          <input #category appControl autocomplete="off" spellcheck="false" />
        </app-field>
      </mat-dialog-content>
      <mat-dialog-actions>
        <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
        <button type="submit" matButton="filled">Install skill</button>
      </mat-dialog-actions>
    </form>`,
  styles: `
    mat-dialog-content {
      display: grid;
      gap: var(--space-3);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class InstallDialog {
  private readonly dialog = inject<MatDialogRef<InstallDialog, InstallSkill>>(MatDialogRef);
  protected readonly problem = signal<string | undefined>(undefined);

  protected finish(identifier: string, category: string): void {
    const wanted = identifier.trim();
    if (!/^[^-\s]\S*$/.test(wanted)) {
      this.problem.set('Say which skill, without spaces.');
      return;
    }
    const folder = category.trim();
    this.dialog.close({ identifier: wanted, ...(folder !== '' && { category: folder }) });
  }
}
