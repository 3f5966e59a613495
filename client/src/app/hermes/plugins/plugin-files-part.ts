import { ChangeDetectionStrategy, Component, computed, input, linkedSignal } from '@angular/core';
import type {
  Plugin,
  PluginFiles,
  PluginText,
} from '../../../../../server/hermes-state/plugins/plugins.contract';
import { CodeView } from '../../ui/code-view';
import { formatBytes } from '../../ui/format';
import { MarkdownView } from '../../ui/markdown-view';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';

/** The files of a plugin, each to read: first its README, else its manifest. */
@Component({
  selector: 'app-plugin-files-part',
  imports: [CodeView, FileProblem, MarkdownView, ProblemNote, Skeleton],
  template: `<div class="head">
      <h3 id="plugin-files">Files</h3>
      @if (listed(); as found) {
        <select
          #choice
          class="control"
          aria-labelledby="plugin-files"
          [value]="chosen()"
          (change)="chosen.set(choice.value)"
        >
          @for (file of found.items; track file.path) {
            <option [value]="file.path" [selected]="file.path === chosen()">
              {{ file.path }} ({{ size(file.bytes) }})
            </option>
          }
        </select>
      }
    </div>
    @if (listed()?.isCut) {
      <p class="soft">Not every file is listed: there are more, or links that are not followed.</p>
    }
    @if (files.problem(); as problem) {
      <app-problem
        title="The files could not be listed"
        [problem]="problem"
        (retry)="files.reload()"
      />
    }
    @if (text(); as found) {
      <app-file-problem [source]="found" />
      @if (found.status === 'missing') {
        <p class="soft">It is not there any more.</p>
      }
      @if (found.text !== null) {
        @if (isMarkdown()) {
          <app-markdown [text]="found.text" [headingLevel]="4" />
        } @else {
          <app-code-view [text]="found.text" [label]="chosen()" />
        }
      }
    } @else if (read.problem(); as problem) {
      <app-problem
        [title]="chosen() + ' could not be loaded'"
        [problem]="problem"
        (retry)="read.reload()"
      />
    } @else {
      <app-skeleton [lines]="6" />
    }`,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
    }
    h3 {
      font-size: var(--text-body);
    }
    select {
      width: min(22rem, 100%);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class PluginFilesPart {
  readonly plugin = input.required<Plugin>();

  protected readonly files = hermesResource<PluginFiles>(
    () => ({ path: 'plugins/files', params: { plugin: this.plugin().key } }),
    ['plugins'],
  );
  protected readonly listed = computed(() => {
    const files = this.files.value();
    return files?.plugin === this.plugin().key ? files : undefined;
  });
  private readonly readme = computed(
    () => this.listed()?.items.find(({ path }) => /^readme(\.md)?$/i.test(path))?.path,
  );
  protected readonly chosen = linkedSignal(() => this.readme() ?? this.plugin().manifestFile);
  protected readonly read = hermesResource<PluginText>(
    () => ({
      path: 'plugins/text',
      params: { plugin: this.plugin().key, file: this.chosen() },
    }),
    ['plugins'],
  );
  /** While another file loads, the last one is not shown under its name. */
  protected readonly text = computed(() => {
    const text = this.read.value();
    const isAsked = text?.plugin === this.plugin().key && text.path === this.chosen();
    return isAsked ? text : undefined;
  });
  protected readonly isMarkdown = computed(() => /\.md$|^readme$/i.test(this.chosen()));
  protected readonly size = formatBytes;
}
