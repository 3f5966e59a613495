import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Soul } from '../../../../../server/hermes-state/profiles/profiles.contract';
import type { LiveEvents } from '../../../../../server/live/live.contract';
import { liveOrPoll } from '../../live/live-or-poll';
import { Session } from '../../session/session';
import { Banner } from '../../ui/banner';
import { CodeEditor } from '../../ui/code-editor';
import { DiffView } from '../../ui/diff-view';
import { MarkdownView } from '../../ui/markdown-view';
import { type Problem, problemOf } from '../../ui/problem';
import { Tile } from '../../ui/tile';
import { Toasts } from '../../ui/toasts';
import { WriteTarget } from '../../ui/write-target';
import { ProfileCalls, profilesPath } from './profile-calls';
import { reasonWords } from './profile-wording';

type Mode = 'reading' | 'editing' | 'reviewing';

/** SOUL.md: who the agent is. Edited as text; what changes is shown before it is saved, over the version it was made from. */
@Component({
  selector: 'app-soul-tile',
  imports: [Banner, CodeEditor, DiffView, MarkdownView, MatButton, Tile, WriteTarget],
  template: `<app-tile title="SOUL.md" [resource]="soul" [lines]="4">
    <span tileActions class="button-row">
      @if (session.canChange() && isEditable()) {
        @if (mode() === 'reading') {
          <button type="button" matButton="outlined" (click)="edit()">Edit</button>
        } @else {
          <button type="button" matButton="outlined" (click)="mode.set('reading')">Discard</button>
          @if (mode() === 'editing') {
            <button type="button" matButton="filled" [disabled]="!isChanged()" (click)="review()">
              Review changes
            </button>
          } @else {
            <button type="button" matButton="outlined" (click)="mode.set('editing')">
              Edit further
            </button>
            <button type="button" matButton="filled" [disabled]="isSaving()" (click)="save()">
              {{ conflict() ? 'Save over it' : 'Save SOUL.md' }}
            </button>
          }
        }
      }
    </span>
    @if (soul.value(); as soul) {
      <div class="body">
        @if (soul.source.status === 'unreadable') {
          <app-banner tone="bad" icon="error">
            <code>{{ soul.source.file }}</code>: {{ reasonWords(soul.source.reason) }}
          </app-banner>
        }
        @if (problem(); as problem) {
          <app-banner tone="bad" icon="error" role="alert">{{ problem.message }}</app-banner>
        }
        @if (conflict(); as theirs) {
          <app-banner tone="warning" icon="warning" role="alert">
            Somebody changed the file while you edited. Below is your text against what is there
            now.
            <details>
              <summary>What they changed</summary>
              <app-diff-view
                label="SOUL.md, as you began and as it is now"
                [before]="begunWith().text"
                [after]="theirs.text"
              />
            </details>
          </app-banner>
        }
        @switch (mode()) {
          @case ('reading') {
            @if (soul.text.trim() !== '') {
              <app-markdown [text]="soul.text" />
            } @else if (soul.source.status === 'missing') {
              <p class="soft">There is none. Hermes then uses the identity it comes with.</p>
            } @else if (soul.source.status === 'present') {
              <p class="soft">The file is empty.</p>
            }
          }
          @case ('editing') {
            <app-code-editor label="SOUL.md" language="markdown" [(value)]="draft" />
          }
          @case ('reviewing') {
            <app-write-target [profile]="profile()" />
            <app-diff-view
              label="SOUL.md, as it is and as it will be"
              [before]="(conflict() ?? begunWith()).text"
              [after]="draft()"
            />
          }
        }
      </div>
    }
  </app-tile>`,
  styles: `
    .body {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-3);
    }
    app-markdown {
      max-height: 24rem;
      overflow: auto;
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SoulTile {
  private readonly calls = inject(ProfileCalls);
  private readonly toasts = inject(Toasts);
  protected readonly session = inject(Session);
  readonly profile = input.required<string>();

  protected readonly soul = liveOrPoll<Soul>(
    () => ({ url: `${profilesPath}/${encodeURIComponent(this.profile())}/soul` }),
    ['hermes'],
    30_000,
    { concerns: (event) => (event as LiveEvents['hermes']).profile === this.profile() },
  );
  protected readonly mode = linkedSignal<string, Mode>({
    source: this.profile,
    computation: () => 'reading',
  });
  protected readonly draft = signal('');
  protected readonly begunWith = signal({ text: '', version: '' });
  /** What lies there now, when it is not what the editing began with. */
  protected readonly conflict = signal<Soul | undefined>(undefined);
  protected readonly problem = signal<Problem | undefined>(undefined);
  protected readonly isSaving = signal(false);
  protected readonly isChanged = computed(() => this.draft() !== this.begunWith().text);
  protected readonly isEditable = computed(() => {
    const status = this.soul.value()?.source.status;
    return status !== undefined && status !== 'unreadable';
  });
  protected readonly reasonWords = reasonWords;

  protected edit(): void {
    const { text, version } = this.soul.value()!;
    this.begunWith.set({ text, version });
    this.draft.set(text);
    this.conflict.set(undefined);
    this.problem.set(undefined);
    this.mode.set('editing');
  }

  protected review(): void {
    this.problem.set(undefined);
    this.mode.set('reviewing');
  }

  protected async save(): Promise<void> {
    this.isSaving.set(true);
    this.problem.set(undefined);
    const { version } = this.conflict() ?? this.begunWith();
    try {
      await this.calls.saveSoul(this.profile(), this.draft(), version);
      this.toasts.succeeded(`Saved SOUL.md of ${this.profile()}.`);
      this.mode.set('reading');
      this.soul.reload();
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 412) await this.readTheirs();
      else this.problem.set(problem);
    } finally {
      this.isSaving.set(false);
    }
  }

  private async readTheirs(): Promise<void> {
    try {
      this.conflict.set(await this.calls.soul(this.profile()));
    } catch (error) {
      this.problem.set(problemOf(error));
    }
  }
}
