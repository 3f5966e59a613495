import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { SourceFile } from '../../../../../server/hermes-state/hermes.contract';
import { Banner } from '../../ui/banner';

const reasons: Readonly<Record<string, string>> = {
  not_database: 'it is no SQLite database',
  empty_database: 'it is empty',
  damaged: 'it is damaged; “hermes sessions repair” may help',
  busy: 'its writer does not let go of it; it is read again soon',
  too_old: 'it lacks what is needed, because an older version of Hermes made it',
  time_limit: 'it took too long',
  permission: 'this console may not read it',
  not_regular: 'it is a link, a folder, or has a second name, and is not followed',
  outside_root: 'it lies outside the home of Hermes',
  too_large: 'it is too large',
  io_error: 'reading it failed',
};

/** Names a file that is not there or cannot be read, and why. Nothing when all is well. */
@Component({
  selector: 'app-state-file-note',
  imports: [Banner],
  template: `@if (text(); as text) {
    <app-banner tone="warning" icon="warning">{{ text }}</app-banner>
  }`,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class StateFileNote {
  readonly file = input.required<SourceFile>();
  protected readonly text = computed(() => {
    const { file, status, reason } = this.file();
    if (status !== 'unreadable') return '';
    return `${file} cannot be read: ${reasons[reason ?? ''] ?? reason}.`;
  });
}
