import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import type { SourceFile } from '../../../../server/hermes-state/hermes.contract';
import { Banner } from '../ui/banner';

const reasons: Readonly<Record<string, string>> = {
  too_large: 'it is larger than this console reads',
  not_regular: 'it is a link, a folder or has a second name',
  outside_root: 'it lies outside the folder it should be in',
  permission: 'this process may not read it',
  not_utf8: 'it is not UTF-8 text',
  not_json: 'it is not valid JSON, or only half of it is there',
  not_yaml: 'it is not valid YAML',
  unexpected_shape: 'it does not hold what it should',
  io_error: 'reading it failed; the process log says more',
};

/** A file that could not be read, by its name and the reason. Shows nothing for one that could. */
@Component({
  selector: 'app-file-problem',
  imports: [Banner],
  template: `@if (source().status === 'unreadable') {
    <app-banner tone="bad" icon="error"
      ><code>{{ source().file }}</code> could not be read: {{ reason() }}.</app-banner
    >
  }`,
  styles: `
    :host {
      display: contents;
    }
    code {
      overflow-wrap: anywhere;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class FileProblem {
  readonly source = input.required<SourceFile>();
  protected readonly reason = computed(() => {
    const { reason } = this.source();
    return reasons[reason ?? ''] ?? reason ?? 'nobody knows why';
  });
}
