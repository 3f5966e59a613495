import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type {
  Skill,
  SkillFiles,
  SkillText,
} from '../../../../../server/hermes-state/skills/skills.contract';
import { Session } from '../../session/session';
import { CodeEditor } from '../../ui/code-editor';
import { CodeView } from '../../ui/code-view';
import { formatBytes } from '../../ui/format';
import { MarkdownView } from '../../ui/markdown-view';
import { ProblemNote } from '../../ui/problem-note';
import { Skeleton } from '../../ui/skeleton';
import { FileProblem } from '../file-problem';
import { hermesResource } from '../hermes-resource';
import { TextActions } from '../text-files/text-actions';
import { TextConflict } from '../text-files/text-conflict';
import { TextDraft } from '../text-files/text-draft';

/** The files of a skill, each to read; SKILL.md also to change where nobody else maintains it. */
@Component({
  selector: 'app-skill-text-part',
  imports: [
    CodeEditor,
    CodeView,
    FileProblem,
    MarkdownView,
    MatButton,
    ProblemNote,
    Skeleton,
    TextActions,
    TextConflict,
  ],
  templateUrl: './skill-text-part.html',
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
export class SkillTextPart {
  protected readonly session = inject(Session);
  readonly skill = input.required<Skill>();

  protected readonly chosen = signal('SKILL.md');
  protected readonly isEdited = signal(false);
  protected readonly files = hermesResource<SkillFiles>(
    () => ({ path: 'skills/files', params: { skill: this.skill().folder } }),
    ['skills'],
  );
  /** The SKILL.md, which can be changed. */
  protected readonly own = hermesResource<SkillText>(
    () => ({ path: 'skills/text', params: { skill: this.skill().folder, file: 'SKILL.md' } }),
    ['skills'],
  );
  private readonly other = hermesResource<SkillText>(
    () =>
      this.chosen() === 'SKILL.md'
        ? undefined
        : { path: 'skills/text', params: { skill: this.skill().folder, file: this.chosen() } },
    ['skills'],
  );
  protected readonly draft = new TextDraft(
    computed(() => ({
      path: 'skills/text',
      params: { skill: this.skill().folder, file: 'SKILL.md' },
      name: 'SKILL.md',
    })),
    this.own,
  );

  protected readonly isOwn = computed(() => this.chosen() === 'SKILL.md');
  protected readonly resource = computed(() => (this.isOwn() ? this.own : this.other));
  /** While another file loads, the last one is not shown under its name. */
  protected readonly text = computed(() => {
    const text = this.resource().value();
    return text?.file.endsWith(`/${this.chosen()}`) ? text : undefined;
  });
  protected readonly isEditing = computed(
    () => this.isOwn() && (this.isEdited() || this.draft.isChanged()),
  );
  protected readonly isMarkdown = computed(() => this.chosen().toLowerCase().endsWith('.md'));
  protected readonly parts = computed(() => {
    const text = (this.text()?.text ?? '').replace(/^\uFEFF/, '');
    const found = /^---[^\n]*\n([\s\S]*?)\n---\s*(?:\n|$)/.exec(text);
    return { head: found?.[1] ?? '', body: found === null ? text : text.slice(found[0].length) };
  });
  protected readonly size = formatBytes;
}
