import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { ApiUserView } from '../../../../server/api-users/api-users.contract';
import { Banner } from '../ui/banner';
import { TimeStamp } from '../ui/time-stamp';
import { type ApiUserDraft, differences, draftOf, fieldNames, shown } from './api-user-draft';

/** Somebody saved in between: what they changed, what you have, and both ways on. */
@Component({
  selector: 'app-conflict-note',
  imports: [Banner, MatButton, TimeStamp],
  template: `<app-banner tone="warning" icon="warning" role="alert">
    <div class="words">
      <p>
        <strong>Somebody else changed this user</strong>&ngsp;<app-time
          [at]="current().updatedAt"
        />. Nothing of yours has been saved yet.
      </p>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Now saved</th>
            <th scope="col">In your form</th>
          </tr>
        </thead>
        <tbody>
          @for (row of rows(); track row.name) {
            <tr>
              <td>{{ row.name }}</td>
              <td>{{ row.theirs || '(empty)' }}</td>
              <td>
                @if (row.isMine) {
                  <strong>{{ row.mine || '(empty)' }}</strong>
                } @else {
                  not changed by you
                }
              </td>
            </tr>
          } @empty {
            <tr>
              <td colspan="3">Nothing that this form shows.</td>
            </tr>
          }
        </tbody>
      </table>
      <div class="button-row">
        <button type="button" matButton="outlined" (click)="reload.emit()">
          Reload saved values
        </button>
        <button type="button" matButton="outlined" (click)="overwrite.emit()">
          Overwrite with mine
        </button>
      </div>
      <p class="caption soft">Overwriting saves only the fields that you changed.</p>
    </div>
  </app-banner>`,
  styles: `
    .words {
      display: grid;
      gap: var(--space-2);
    }
    td {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ConflictNote {
  /** What the form started from. */
  readonly base = input.required<ApiUserDraft>();
  readonly draft = input.required<ApiUserDraft>();
  readonly current = input.required<ApiUserView>();
  readonly reload = output();
  readonly overwrite = output();

  protected readonly rows = computed(() => {
    const theirs = draftOf(this.current());
    const mine = differences(this.base(), this.draft());
    return differences(this.base(), theirs).map((field) => ({
      name: fieldNames[field],
      theirs: shown(theirs, field),
      mine: shown(this.draft(), field),
      isMine: mine.includes(field),
    }));
  });
}
