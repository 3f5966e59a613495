import { createHash } from 'node:crypto';
import type { JSONPath } from 'jsonc-parser';
import { parseJsonObject, type HermesHome } from '../hermes-home.ts';
import { largestEdited } from '../files/hermes-file-editor.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf, type StateFile } from '../state-file.ts';
import { fieldsOf, textOf, type Fields } from '../status/file-values.ts';
import { jobIdSchema } from './cron.contract.ts';

/** Below the profile's home. */
export const jobsPath = 'cron/jobs.json';
const mostJobs = 5000;
/** What people set. The rest Hermes notes by itself while jobs run. */
const setByPeople = [
  ...['name', 'prompt', 'skills', 'skill', 'model', 'provider', 'base_url', 'script', 'no_agent'],
  ...['context_from', 'schedule', 'deliver', 'enabled_toolsets', 'workdir'],
];

/** A job as it stands in the file. */
export interface JobEntry {
  readonly position: number;
  /** Where it is in the JSON. */
  readonly path: JSONPath;
  readonly fields: Fields;
  readonly id: string;
  /** Verbs can name it. */
  readonly isAddressable: boolean;
  readonly version: string;
}

export interface JobsFile {
  readonly source: SourceFile;
  readonly entries: readonly JobEntry[];
  /** Entries that are no job. */
  readonly ignored: number;
  readonly isCut: boolean;
}

/** The jobs of a profile, whatever form their file has. */
export async function readJobsFile(home: HermesHome, profile: string): Promise<JobsFile> {
  const path = home.pathIn(profile, jobsPath);
  const text = await home.readText('hermes', path, largestEdited);
  const list = text.status === 'present' ? jobsIn(text.value) : text;
  const found = list.status === 'present' ? list.value : [];
  return {
    source: sourceOf(path, list),
    entries: entriesOf(found),
    ignored: found.filter((each) => !isJob(each.value)).length,
    isCut: found.length > mostJobs,
  };
}

/** The jobs that a text holds. Throws nothing: a text that is none has no jobs. */
export function entriesIn(text: string): readonly JobEntry[] {
  const list = jobsIn(text);
  return list.status === 'present' ? entriesOf(list.value) : [];
}

interface Found {
  readonly path: JSONPath;
  readonly value: unknown;
}

/** A bare list is what the oldest versions wrote. */
function jobsIn(text: string): StateFile<Found[]> {
  const json = text.replace(/^\uFEFF/, '');
  const isBare = json.trimStart().startsWith('[');
  const file = parseJsonObject(isBare ? `{"jobs":${json}}` : json);
  if (file.status !== 'present') return file;
  const { jobs } = file.value;
  if (jobs === undefined || jobs === null) return { status: 'present', value: [] };
  if (!Array.isArray(jobs)) return { status: 'unreadable', reason: 'unexpected_shape' };
  return {
    status: 'present',
    value: jobs.map((value: unknown, position) => ({
      path: isBare ? [position] : ['jobs', position],
      value,
    })),
  };
}

const isJob = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function entriesOf(found: readonly Found[]): JobEntry[] {
  const jobs = found
    .map(({ path, value }, position) => ({ path, value, position }))
    .filter(({ value }) => isJob(value))
    .slice(0, mostJobs);
  const counts = new Map<string, number>();
  for (const { value } of jobs) {
    const id = idOf(value);
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return jobs.map(({ path, value, position }) => {
    const [fields, id] = [fieldsOf(value), idOf(value)];
    return {
      position,
      path,
      fields,
      id,
      isAddressable: jobIdSchema.safeParse(id).success && counts.get(id) === 1,
      version: versionOf(fields),
    };
  });
}

const idOf = (value: unknown): string => textOf(fieldsOf(value).id)?.slice(0, 200) ?? '';

function versionOf(fields: Fields): string {
  const { times } = fieldsOf(fields.repeat);
  const values = [...setByPeople.map((name) => fields[name] ?? null), times ?? null];
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
