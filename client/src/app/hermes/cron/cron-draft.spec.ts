import type { CronJobDetail } from '../../../../../server/hermes-state/cron/cron.contract';
import {
  beginningOf,
  changeBetween,
  draftOf,
  emptyDraft,
  fieldChanges,
  inFile,
  mistakesIn,
  needsVerb,
} from './cron-draft';
import { cronJob } from './cron-samples';

const detail = (change: Partial<CronJobDetail> = {}): CronJobDetail => ({
  profile: 'default',
  job: cronJob({ name: 'Digest', skills: ['plan'], model: 'm' }),
  prompt: 'Look.',
  isPromptMasked: false,
  upcoming: [],
  json: '{}',
  ...change,
});

describe('The draft of a job', () => {
  it('is sent as what differs, and blanks around a text are no difference', () => {
    const before = draftOf(detail());
    expect(changeBetween(before, { ...before, prompt: ' Look. ', deliver: 'all' })).toEqual({
      deliver: 'all',
    });
  });

  it('tells which fields a verb sets and which are written into the file', () => {
    const before = draftOf(detail());
    const change = changeBetween(before, { ...before, model: null, toolsets: ['file'] });
    expect([needsVerb(change), inFile(change)]).toEqual([false, ['Model', 'Toolsets']]);
    expect(needsVerb({ name: 'x' })).toBe(true);
  });

  it('of a copy has another name, and never the word that hides a secret', () => {
    const copy = beginningOf({ kind: 'clone', detail: detail() });
    expect([copy.name, copy.prompt]).toEqual(['Digest (copy)', 'Look.']);
    const masked = detail({ prompt: 'Use [hidden]', isPromptMasked: true });
    expect(beginningOf({ kind: 'clone', detail: masked }).prompt).toBe('');
  });

  it('shows what changes, and all that is set of a new job', () => {
    const before = draftOf(detail());
    expect(fieldChanges(before, { ...before, skills: [] })).toEqual([
      { field: 'Skills', before: 'plan', after: undefined },
    ]);
    const fresh = { ...emptyDraft, schedule: '0 9 * * *', prompt: 'Look.' };
    expect(fieldChanges(undefined, fresh).map(({ field }) => field)).toEqual([
      'Schedule',
      'Prompt',
      'Mode',
      'Deliver',
    ]);
  });

  it('says what is missing', () => {
    expect(Object.keys(mistakesIn(emptyDraft))).toEqual(['schedule', 'prompt']);
    const script = { ...emptyDraft, schedule: '1h', mode: 'script' as const, repeat: 0 };
    expect(Object.keys(mistakesIn({ ...script, workdir: 'src' }))).toEqual([
      'script',
      'workdir',
      'repeat',
    ]);
  });
});
