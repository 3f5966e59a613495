import { DomainError } from '../../http/domain-error.ts';

/** The text of this skill belongs to somebody else. */
export class SkillLocked extends DomainError {
  readonly code = 'skill_locked';
  readonly status = 409;
}
