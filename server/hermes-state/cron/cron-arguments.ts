import type { CronChange, CronDraft } from './cron.contract.ts';

/** Fields that no verb of hermes-agent 0.19 takes: they are set in the file, under Hermes' own lock. */
export const fileFields = ['model', 'provider', 'baseUrl', 'toolsets', 'contextFrom'] as const;
export type FileField = (typeof fileFields)[number];

/** Behind `hermes -p <profile>`, to make a job. Values stand behind `=`, so that none is taken for an option. */
export function createArguments(draft: CronDraft): string[] {
  const { name, schedule, prompt, mode, script, deliver, repeat, skills, workdir } = draft;
  return [
    ...['cron', 'create', schedule],
    ...(prompt.trim() === '' ? [] : [positional(prompt)]),
    ...(name === '' ? [] : [`--name=${name}`]),
    ...(deliver === '' ? [] : [`--deliver=${deliver}`]),
    ...(repeat === null ? [] : [`--repeat=${repeat}`]),
    ...skills.map((skill) => `--skill=${skill}`),
    ...(script === '' ? [] : [`--script=${script}`]),
    ...(mode === 'script' ? ['--no-agent'] : []),
    ...(workdir === '' ? [] : [`--workdir=${workdir}`]),
  ];
}

/** Behind `hermes -p <profile>`, to change a job; nothing when no verb is needed for it. */
export function editArguments(id: string, change: CronChange): string[] | undefined {
  const { name, schedule, prompt, mode, script, deliver, repeat, skills, workdir } = change;
  const options = [
    ...(schedule === undefined ? [] : [`--schedule=${schedule}`]),
    ...(prompt === undefined ? [] : [`--prompt=${prompt}`]),
    ...(name === undefined ? [] : [`--name=${name}`]),
    ...(deliver === undefined ? [] : [`--deliver=${deliver || 'local'}`]),
    // Zero is for ever.
    ...(repeat === undefined ? [] : [`--repeat=${repeat ?? 0}`]),
    ...(skills === undefined ? [] : skillOptions(skills)),
    ...(script === undefined ? [] : [`--script=${script}`]),
    ...(mode === undefined ? [] : [mode === 'script' ? '--no-agent' : '--agent']),
    ...(workdir === undefined ? [] : [`--workdir=${workdir}`]),
  ];
  return options.length === 0 ? undefined : ['cron', 'edit', id, ...options];
}

/** The fields of the job in the file that a change sets without a verb, by their names there. */
export function fieldsInFile(change: CronChange): Record<string, unknown> {
  const { model, provider, baseUrl, toolsets, contextFrom } = change;
  return {
    ...(model !== undefined && { model: model || null }),
    ...(provider !== undefined && { provider: provider || null }),
    ...(baseUrl !== undefined && { base_url: baseUrl || null }),
    ...(toolsets !== undefined && { enabled_toolsets: toolsets }),
    ...(contextFrom !== undefined && {
      context_from: contextFrom.length === 0 ? null : contextFrom,
    }),
  };
}

const skillOptions = (skills: readonly string[]): string[] =>
  skills.length === 0 ? ['--clear-skills'] : skills.map((skill) => `--skill=${skill}`);

/** A blank in front keeps a text that begins with a dash from being an option. */
const positional = (text: string): string => (text.startsWith('-') ? ` ${text}` : text);
