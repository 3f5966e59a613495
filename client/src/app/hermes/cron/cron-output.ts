import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { Router } from '@angular/router';
import type {
  CronOutput,
  CronOutputs,
} from '../../../../../server/hermes-state/cron/cron.contract';
import { Banner } from '../../ui/banner';
import { CodeView } from '../../ui/code-view';
import { formatBytes } from '../../ui/format';
import { MarkdownView } from '../../ui/markdown-view';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { hermesResource } from '../hermes-resource';
import { reasonWords } from '../reason-words';
import { zonedTime } from './cron-time';

/** What runs of a job left behind: one of the files, to read. Which one stands in the address; the newest at first. */
@Component({
  selector: 'app-cron-output',
  imports: [Banner, CodeView, MarkdownView, ProblemNote, Skeleton],
  template: `<section aria-labelledby="cron-output-heading">
    <header>
      <h3 id="cron-output-heading">Outputs</h3>
      @if (items().length > 0) {
        <select
          #choice
          class="control"
          aria-label="Output of the run"
          (change)="choose(choice.value)"
        >
          @for (item of items(); track item.name) {
            <option [value]="item.name" [selected]="item.name === name()">
              {{ item.at ? zoned(item.at) : item.name }}, {{ size(item.bytes) }}
            </option>
          }
        </select>
        <button
          type="button"
          class="quiet"
          [attr.aria-pressed]="isFormatted()"
          (click)="isFormatted.set(!isFormatted())"
        >
          Formatted
        </button>
      }
    </header>
    @if (list.problem(); as problem) {
      <app-problem
        title="Outputs could not be loaded"
        [problem]="problem"
        (retry)="list.reload()"
      />
    } @else if (list.value(); as found) {
      @if (found.folder.status === 'unreadable') {
        <app-banner tone="bad" icon="error">
          <code>{{ found.folder.file }}</code> could not be read:
          {{ reasonWords(found.folder.reason) }}.
        </app-banner>
      } @else if (name() === undefined) {
        <p class="soft">No output is kept. Hermes writes one after each run.</p>
      }
    } @else {
      <app-skeleton [lines]="3" />
    }
    @if (name() !== undefined) {
      @if (file.problem(); as problem) {
        <app-problem
          title="The output could not be loaded"
          [problem]="problem"
          (retry)="file.reload()"
        />
      } @else if (shown(); as output) {
        @if (output.isCut) {
          <app-banner tone="warning" icon="cut">
            Only the beginning is shown; the file has {{ size(output.bytes) }}.
          </app-banner>
        }
        @if (isFormatted()) {
          <div class="formatted" tabindex="0" role="region" [attr.aria-label]="output.file">
            <app-markdown [text]="output.text" [headingLevel]="4" />
          </div>
        } @else {
          <app-code-view [text]="output.text" [label]="output.file" maxHeight="28rem" />
        }
      } @else {
        <app-skeleton [lines]="6" />
      }
    }
  </section>`,
  styles: `
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-2);
      font-size: var(--text-table);
    }
    header {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-2);
    }
    h3 {
      margin-right: auto;
    }
    select {
      max-width: 100%;
      width: auto;
    }
    [aria-pressed='true'] {
      background: var(--color-pressed);
      color: var(--color-text);
    }
    .formatted {
      max-height: 28rem;
      padding: var(--space-3);
      overflow: auto;
      border: var(--hairline);
      border-radius: var(--radius);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class CronOutputPart {
  private readonly router = inject(Router);
  readonly jobId = input.required<string>();
  /** Name of the file; absent: the newest. */
  readonly chosen = input<string | null>(null);
  /** IANA name. */
  readonly zone = input.required<string>();

  protected readonly list = hermesResource<CronOutputs>(
    () => ({ path: `cron/jobs/${this.jobId()}/outputs` }),
    ['cron'],
  );
  protected readonly items = computed(() => this.list.value()?.items ?? []);
  protected readonly name = computed(() => this.chosen() ?? this.items()[0]?.name);
  protected readonly file = hermesResource<CronOutput>(() => {
    const name = this.name();
    if (name === undefined) return undefined;
    return { path: `cron/jobs/${this.jobId()}/outputs/${encodeURIComponent(name)}` };
  }, []);
  /** What was read of another file is not shown under the name of this one. */
  protected readonly shown = computed(() => {
    const output = this.file.value();
    return output?.file.endsWith(`/${this.name() ?? ''}`) ? output : undefined;
  });
  protected readonly isFormatted = signal(true);
  protected readonly reasonWords = reasonWords;
  protected readonly size = formatBytes;

  protected zoned(at: string): string {
    return zonedTime(at, this.zone());
  }

  protected choose(output: string): void {
    void this.router.navigate([], { queryParams: { output }, queryParamsHandling: 'merge' });
  }
}
