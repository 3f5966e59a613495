import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import type { HookTest, ShellHook } from '../../../../../server/hermes-state/hooks/hooks.contract';
import { Banner } from '../../ui/banner';
import { Field, FieldControl } from '../../ui/field';
import { takesMatcher } from './hook-draft';
import { standingLook } from './hook-wording';

export interface TestedHooks {
  readonly event: HookTest['event'];
  /** All that Hermes would run at the event. */
  readonly hooks: readonly ShellHook[];
}

/** Asks with which sample the hooks of an event are to be run. Closes with what is to be sent. */
@Component({
  selector: 'app-test-dialog',
  imports: [Banner, Field, FieldControl, MatButton, MatDialogModule],
  template: `<h2 mat-dialog-title>Test the hooks at {{ given.event }}?</h2>
    <form (submit)="$event.preventDefault(); finish(payload.value)">
      <mat-dialog-content>
        <p>
          Hermes runs these commands now, once each, with all rights of its user, consented to or
          not:
        </p>
        <ul>
          @for (hook of given.hooks; track hook.index) {
            <li>
              <code>{{ hook.command }}</code>
              <span class="caption soft">&ngsp;{{ word(hook) }}</span>
            </li>
          }
        </ul>
        @if (isUnconsented) {
          <app-banner tone="warning" icon="warning"
            >Nobody has consented to some of them. Testing runs them all the same.</app-banner
          >
        }
        @if (hasMatcher) {
          <app-field
            label="Tool"
            hint="Only hooks whose matcher fits are run. Without one, all of them."
            [isOptional]="true"
            [error]="toolProblem()"
          >
            <input
              #toolBox
              appControl
              autocomplete="off"
              spellcheck="false"
              placeholder="terminal"
              [value]="tool()"
              (input)="tool.set(toolBox.value)"
            />
          </app-field>
        }
        <app-field
          label="Payload"
          hint="A JSON object, put over the sample that Hermes has for this event. Secrets do not belong here."
          [isOptional]="true"
          [error]="payloadProblem()"
        >
          <textarea
            #payload
            appControl
            rows="5"
            spellcheck="false"
            maxlength="65536"
            [placeholder]="sample"
          ></textarea>
        </app-field>
      </mat-dialog-content>
      <mat-dialog-actions>
        <button type="button" matButton="outlined" cdkFocusInitial [mat-dialog-close]="undefined">
          Cancel
        </button>
        <button type="submit" matButton="filled">Run hooks</button>
      </mat-dialog-actions>
    </form>`,
  styles: `
    mat-dialog-content {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    p,
    ul {
      font-size: var(--text-table);
    }
    ul {
      padding-left: var(--space-4);
      list-style: disc;
      overflow-wrap: anywhere;
    }
    textarea {
      font-family: var(--font-code);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class TestDialog {
  private readonly dialog = inject<MatDialogRef<TestDialog, HookTest>>(MatDialogRef);
  protected readonly given = inject<TestedHooks>(MAT_DIALOG_DATA);
  protected readonly tool = signal('');
  protected readonly toolProblem = signal<string | undefined>(undefined);
  protected readonly payloadProblem = signal<string | undefined>(undefined);
  protected readonly hasMatcher = takesMatcher(this.given.event);
  protected readonly isUnconsented = this.given.hooks.some(
    ({ standing }) => standing !== 'consented',
  );
  protected readonly sample = this.hasMatcher
    ? '{"tool_name": "terminal", "args": {"command": "ls"}}'
    : '{"session_id": "test-session"}';

  protected word(hook: ShellHook): string {
    return standingLook(hook).word.toLowerCase();
  }

  protected finish(payloadText: string): void {
    const [tool, payload] = [this.tool().trim(), payloadText.trim()];
    const isTool = tool === '' || /^\w[\w.:-]{0,99}$/.test(tool);
    const isPayload = payload === '' || isObject(payload);
    this.toolProblem.set(isTool ? undefined : 'It is no name of a tool.');
    this.payloadProblem.set(isPayload ? undefined : 'It has to be a JSON object.');
    if (!isTool || !isPayload) return;
    this.dialog.close({
      event: this.given.event,
      ...(tool !== '' && { tool }),
      ...(payload !== '' && { payload }),
    });
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
