import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
import { CodeEditor } from '../ui/code-editor';
import type { EditorMark } from '../ui/code-editor-setup';
import { CodeView } from '../ui/code-view';
import { DiffView } from '../ui/diff-view';
import { FieldDiff } from '../ui/field-diff';
import { type JobLine, JobOutput } from '../ui/job-output';
import { MarkdownView } from '../ui/markdown-view';
import { changedYaml, sampleJson, sampleMarkdown, sampleYaml } from './samples';

/** Everything that shows text. */
@Component({
  selector: 'app-design-reading',
  imports: [CodeEditor, CodeView, DiffView, FieldDiff, JobOutput, MarkdownView],
  template: `<section aria-labelledby="design-code" class="pair">
      <h2 id="design-code">Code</h2>
      <app-code-view label="request body" language="json" [text]="json" />
      <app-code-view label="config.yaml" [text]="yaml" />
    </section>
    <section aria-labelledby="design-editor" class="pair">
      <h2 id="design-editor">Editor</h2>
      <app-code-editor label="config.yaml" language="yaml" [(value)]="edited" [marks]="marks" />
      <app-code-editor label="SOUL.md" language="markdown" [value]="markdown" />
      <app-code-editor
        label="request, read only"
        language="json"
        [readonly]="true"
        [value]="prettyJson"
      />
    </section>
    <section aria-labelledby="design-diff" class="pair">
      <h2 id="design-diff">Differences</h2>
      <app-diff-view label="config.yaml, version 3 and 4" [before]="yaml" [after]="changed" />
      <app-diff-view label="the same twice" [before]="yaml" [after]="yaml" />
      <app-field-diff
        [changes]="[
          { field: 'displayName', before: 'Research team', after: 'Research group' },
          { field: 'allowedModels', before: null, after: ['Hermes-4-70B'] },
          { field: 'expiresAt', before: '2026-12-01T00:00:00Z' },
        ]"
      />
    </section>
    <section aria-labelledby="design-markdown" class="pair">
      <h2 id="design-markdown">Markdown</h2>
      <app-markdown class="panel padded" [text]="markdown" />
    </section>
    <section aria-labelledby="design-job" class="pair">
      <h2 id="design-job">Output of a job</h2>
      <app-job-output label="Update Hermes" state="running" [lines]="lines" [canStop]="true" />
      <app-job-output label="Back up" state="failed" [exitCode]="2" [lines]="failed" />
    </section>`,
  styles: `
    .padded {
      padding: var(--space-4);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class DesignReading {
  protected readonly json = sampleJson;
  protected readonly prettyJson = JSON.stringify(JSON.parse(sampleJson), null, 2);
  protected readonly yaml = sampleYaml;
  protected readonly changed = changedYaml;
  protected readonly markdown = sampleMarkdown;
  protected readonly edited = signal(sampleYaml);
  protected readonly marks: readonly EditorMark[] = [
    { line: 3, message: 'Must be between 0 and 0.5.', tone: 'bad' },
    { line: 13, message: 'This time zone has no 4 o’clock on 29 March.', tone: 'warning' },
  ];
  protected readonly lines: readonly JobLine[] = Array.from({ length: 40 }, (_, index) => ({
    text: `[${String(index + 1).padStart(2, '0')}/40] Fetching package ${index + 1}`,
  }));
  protected readonly failed: readonly JobLine[] = [
    { text: 'Reading /var/lib/hermes' },
    { text: 'tar: No space left on device', stream: 'error' },
  ];
}
