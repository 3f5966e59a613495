import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatButton } from '@angular/material/button';
import type { Skill } from '../../../../../server/hermes-state/skills/skills.contract';
import { Session } from '../../session/session';
import { Badge } from '../../ui/badge';
import { Banner } from '../../ui/banner';
import { rowElementId } from '../../ui/data-table/column';
import { formatNumber } from '../../ui/format';
import { PeekPanel } from '../../ui/peek-panel';
import { TimeStamp } from '../../ui/time-stamp';
import { SkillActions } from './skill-actions';
import { SkillTextPart } from './skill-text-part';
import { sourceWords, stateOf, troublesOf } from './skill-view';
import { skillsTableId } from './skills-columns';
import { SkillsStore } from './skills-store';

/** One skill beside the list: what is known of it, what can be done with it, and its files. */
@Component({
  selector: 'app-skill-peek',
  imports: [Badge, Banner, MatButton, PeekPanel, SkillTextPart, TimeStamp],
  templateUrl: './skill-peek.html',
  styles: `
    .body {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: var(--space-4);
      padding: var(--space-4);
    }
    .chips {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-1);
    }
    p {
      font-size: var(--text-table);
    }
  `,
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class SkillPeek {
  protected readonly session = inject(Session);
  protected readonly actions = inject(SkillActions);
  private readonly store = inject(SkillsStore);
  readonly skill = input.required<Skill>();
  readonly previous = output();
  readonly next = output();
  readonly closed = output();

  protected readonly sources = sourceWords;
  protected readonly number = formatNumber;
  protected readonly state = computed(() => stateOf(this.skill()));
  protected readonly troubles = computed(() => troublesOf(this.skill()));
  protected readonly returnTo = computed(() => rowElementId(skillsTableId, this.skill().folder));
  protected readonly link = computed(() => {
    const query = new URLSearchParams(location.search);
    query.set('skill', this.skill().folder);
    return `/skills?${query.toString()}`;
  });
  protected readonly canSwitch = computed(
    () => this.session.canChange() && this.store.skills()?.configVersion != null,
  );
  /** Why no verb can be run; empty when one can. */
  protected readonly refusal = computed(() => this.store.skills()?.unavailableReason ?? '');
}
