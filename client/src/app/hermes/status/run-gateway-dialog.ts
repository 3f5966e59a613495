import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { RunGateway } from '../../../../../server/hermes-state/status/status.contract';
import { formatCount } from '../../ui/format';

export interface RunSubject {
  readonly profile: string;
  /** Of the gateway that runs now. */
  readonly pid: number | null;
  /** At work in it. */
  readonly agents: number;
}

/** Asks whether and how the gateway is to be run here. Closes with the answer. */
@Component({
  selector: 'app-run-gateway-dialog',
  imports: [MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>Run the gateway of {{ subject.profile }}?</h2>
    <mat-dialog-content>
      <p>
        It runs in the background of this console, and ends with it. Overdue cron jobs and waiting
        kanban tasks begin at once.
      </p>
      @if (subject.pid !== null) {
        <p>
          It runs already, as process {{ subject.pid }}, with {{ agents }} at work. Another can only
          be run in its place.
        </p>
      }
      <label class="option">
        <input
          type="checkbox"
          [checked]="isReplacement()"
          (change)="isReplacement.set(!isReplacement())"
        />
        <span
          >Replace a gateway of this profile that runs (<code>--replace</code>): that one is ended,
          and what its agents do may be cut off</span
        >
      </label>
      <label class="option">
        <input type="checkbox" [checked]="isForced()" (change)="isForced.set(!isForced())" />
        <span
          >Run it even where a service of the system keeps this gateway running
          (<code>--force</code>): then two can be at work at once, and a second dispatcher can
          corrupt the state they share</span
        >
      </label>
      <p class="caption soft">
        Runs <code>{{ command() }}</code>
      </p>
    </mat-dialog-content>
    <mat-dialog-actions>
      <button type="button" matButton="outlined" [mat-dialog-close]="undefined">Cancel</button>
      <button
        type="button"
        matButton="filled"
        [disabled]="hindrance() !== undefined"
        [title]="hindrance() ?? ''"
        (click)="take()"
      >
        Run gateway
      </button>
    </mat-dialog-actions>`,
  styleUrl: './gateway-dialog.css',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class RunGatewayDialog {
  protected readonly subject = inject<RunSubject>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<RunGatewayDialog, RunGateway>>(MatDialogRef);

  protected readonly isReplacement = signal(false);
  protected readonly isForced = signal(false);
  protected readonly agents =
    this.subject.agents > 0 ? formatCount(this.subject.agents, 'agent') : 'no agent';
  protected readonly hindrance = computed(() =>
    this.subject.pid !== null && !this.isReplacement()
      ? 'It runs already: choose to replace it.'
      : undefined,
  );
  protected readonly command = computed(() =>
    [
      `hermes -p ${this.subject.profile} gateway run`,
      ...(this.isReplacement() ? ['--replace'] : []),
      ...(this.isForced() ? ['--force'] : []),
    ].join(' '),
  );

  protected take(): void {
    this.dialog.close({ isReplacement: this.isReplacement(), isForced: this.isForced() });
  }
}
