import { Injectable, Logger } from '@nestjs/common';
import { describeCall } from '../../admin-events/admin-call.ts';
import { changesBetween } from '../../admin-events/field-changes.ts';
import { NotFound } from '../../http/domain-error.ts';
import { InvalidRequest } from '../../http/refusals.ts';
import { HermesCommand } from '../commands/hermes-command.ts';
import { KnownSecrets } from '../commands/known-secrets.ts';
import { JsonText } from '../files/json-text.ts';
import { HermesFileEditor } from '../files/hermes-file-editor.ts';
import { HermesHome } from '../hermes-home.ts';
import { outputOf } from '../sessions/session-verbs.ts';
import { createArguments, editArguments, fieldsInFile, fileFields } from './cron-arguments.ts';
import { nameOf } from './cron-job.ts';
import { draftOf, effectiveChange, unlike } from './cron-draft.ts';
import { entriesIn, jobsPath, readJobsFile, type JobEntry } from './cron-jobs-file.ts';
import { CronHalfDone, CronJobChanged, CronRefused, CronUnreadable } from './cron.errors.ts';
import type { CronChange, CronDone, CronDraft } from './cron.contract.ts';
import { CronZones } from './cron-zone.ts';

/**
 * Makes and changes jobs through `hermes cron`, and sets in the file what no verb sets. The verbs exit with 0 whatever
 * happened, so what counts is what `jobs.json` says afterwards. Each throws `NotFound`, {@link CronUnreadable},
 * {@link CronRefused} and `HermesUnavailable`.
 */
@Injectable()
export class CronJobEdits {
  private readonly logger = new Logger(CronJobEdits.name);

  constructor(
    private readonly home: HermesHome,
    private readonly zones: CronZones,
    private readonly command: HermesCommand,
    private readonly editor: HermesFileEditor,
    private readonly secrets: KnownSecrets,
  ) {}

  /** Throws {@link CronHalfDone} too: the job is there, paused if that could be done, without what no verb sets. */
  async create(profile: string, draft: CronDraft): Promise<CronDone> {
    requireWork(draft);
    requireNothingHidden(draft);
    const before = new Set((await this.entries(profile)).map(({ id }) => id));
    const zone = await this.zones.read(profile);
    const mask = await this.secrets.maskFor(profile);
    describeCall({ changes: changesBetween(undefined, shown(draft, mask)) });
    const result = await this.command.run(profile, createArguments(draft));
    const output = outputOf(result);
    const fresh = (await this.entries(profile)).filter(({ id }) => !before.has(id));
    const told = /^Created job: (\S+)/m.exec(result.stdout)?.[1];
    const entry =
      fresh.find(({ id }) => id === told) ?? (told === undefined ? fresh[0] : undefined);
    if (entry === undefined) throw new CronRefused('The job was not made.', output);
    const { id } = entry;
    describeCall({ target: { kind: 'hermes_cron_job', id, name: mask(draft.name || id) } });
    const rest = Object.fromEntries(fileFields.map((name) => [name, draft[name]])) as CronChange;
    const left = effectiveChange(draftOf(entry, zone.name), rest);
    if (Object.keys(left).length > 0) await this.complete(profile, entry, left);
    describeCall({ target: { kind: 'hermes_cron_job', id, name: mask(draft.name || id) } });
    const { name: _, deliver, ...named } = draft;
    const wanted = {
      ...named,
      ...(draft.name && { name: draft.name }),
      ...(deliver && { deliver }),
    };
    // A single run repeats once, whatever was asked for.
    const { repeat, ...others } = wanted;
    await this.requireAs(profile, id, repeat === null ? others : wanted, output);
    return { id, name: draft.name || id, output };
  }

  /**
   * Throws {@link CronJobChanged} too, when somebody else set something of the job since `ifMatch`, and
   * {@link CronHalfDone} when only what a verb sets was changed.
   */
  async edit(profile: string, id: string, change: CronChange, ifMatch: string): Promise<CronDone> {
    const [entry, zone, mask] = await Promise.all([
      this.require(profile, id),
      this.zones.read(profile),
      this.secrets.maskFor(profile),
    ]);
    if (entry.version !== ifMatch) throw new CronJobChanged(entry.version);
    const before = draftOf(entry, zone.name);
    requireUnmasked(change, before, mask);
    const wanted = effectiveChange(before, change);
    requireWork({ ...before, ...wanted });
    const about = {
      target: { kind: 'hermes_cron_job', id, name: mask(before.name || id) },
      changes: changesBetween(shown(pick(before, Object.keys(wanted)), mask), shown(wanted, mask)),
    };
    describeCall(about);
    const args = editArguments(id, wanted);
    let output = '';
    if (args !== undefined) {
      output = outputOf(await this.command.run(profile, args));
      const viaVerb = Object.fromEntries(
        Object.entries(wanted).filter(
          ([name]) => !(fileFields as readonly string[]).includes(name),
        ),
      ) as CronChange;
      await this.requireAs(profile, id, viaVerb, output, before);
    }
    if (Object.keys(fieldsInFile(wanted)).length > 0) {
      // The verb made another version of it; whoever came in between is noticed by what is verified.
      if (args === undefined) await this.setInFile(profile, entry, wanted);
      else await this.setBehindVerb(profile, id, wanted);
      describeCall(about);
      await this.requireAs(profile, id, wanted, output, before);
    }
    return { id, name: wanted.name ?? before.name, output };
  }

  async pause(profile: string, id: string): Promise<CronDone> {
    return this.verb(profile, id, 'pause', ({ fields }) => fields.enabled === false);
  }

  async resume(profile: string, id: string): Promise<CronDone> {
    return this.verb(
      profile,
      id,
      'resume',
      ({ fields }) => fields.enabled !== false && fields.state !== 'paused',
    );
  }

  /** With its outputs, which Hermes deletes too. */
  async remove(profile: string, id: string): Promise<CronDone> {
    return this.verb(profile, id, 'remove', undefined);
  }

  /** Throws `NotFound` and {@link CronUnreadable}. */
  async require(profile: string, id: string): Promise<JobEntry> {
    const entry = (await this.entries(profile)).find(
      (each) => each.id === id && each.isAddressable,
    );
    if (entry === undefined) throw new NotFound(`The job ${id}`);
    return entry;
  }

  /** `isDone` is absent for a job that shall be gone. */
  private async verb(
    profile: string,
    id: string,
    verb: 'pause' | 'resume' | 'remove',
    isDone: ((entry: JobEntry) => boolean) | undefined,
  ): Promise<CronDone> {
    const before = await this.require(profile, id);
    const mask = await this.secrets.maskFor(profile);
    const name = mask(nameOf(before)).slice(0, 200);
    describeCall({ target: { kind: 'hermes_cron_job', id, name } });
    const output = outputOf(await this.command.run(profile, ['cron', verb, id]));
    const after = (await this.entries(profile)).find((each) => each.id === id);
    const isAsWanted = after === undefined ? isDone === undefined : isDone?.(after) === true;
    if (!isAsWanted) throw new CronRefused(`The job is as it was: no ${verb}.`, output);
    return { id, name, output };
  }

  /** Without its model and its tools a new job is not the one that was wanted, and must not run. */
  private async complete(profile: string, entry: JobEntry, left: CronChange): Promise<void> {
    const { id } = entry;
    try {
      await this.setInFile(profile, entry, left);
    } catch (error) {
      this.logger.warn(`The new job ${id} is not complete: ${(error as Error).message}`);
      describeCall({ target: { kind: 'hermes_cron_job', id } });
      const isPaused = await this.pause(profile, id).then(
        () => true,
        () => false,
      );
      const then = isPaused
        ? 'It is paused: edit it and resume it, or delete it.'
        : 'It could not be paused either: it will run as it is. Edit it, or delete it.';
      throw new CronHalfDone(`The job ${id} was made`, id, Object.keys(left), then);
    }
  }

  /** The job that a verb has just changed. */
  private async setBehindVerb(profile: string, id: string, wanted: CronChange): Promise<void> {
    try {
      await this.setInFile(profile, await this.require(profile, id), wanted);
    } catch (error) {
      if (error instanceof CronJobChanged) throw error;
      this.logger.warn(`The job ${id} is changed in part: ${(error as Error).message}`);
      const missing = fileFields.filter((name) => wanted[name] !== undefined);
      const then = 'The rest is saved. Look at what is there now, and save these again.';
      throw new CronHalfDone(`The job ${id} was changed`, id, missing, then);
    }
  }

  private async setInFile(profile: string, entry: JobEntry, change: CronChange): Promise<void> {
    const fields = fieldsInFile(change);
    await this.editor.edit(
      { profile, path: jobsPath, format: 'json' },
      { change: (text) => withFields(text, entry, fields), changes: [] },
    );
  }

  private async requireAs(
    profile: string,
    id: string,
    wanted: CronChange,
    output: string,
    before?: CronDraft,
  ): Promise<void> {
    const [entry, zone] = await Promise.all([this.require(profile, id), this.zones.read(profile)]);
    const others = unlike(wanted, entry, zone.name, before);
    if (others.length > 0)
      throw new CronRefused(`Not as wanted in the file: ${others.join(', ')}.`, output);
  }

  private async entries(profile: string): Promise<readonly JobEntry[]> {
    await this.home.requireProfile(profile);
    const { source, entries } = await readJobsFile(this.home, profile);
    if (source.reason !== null) throw new CronUnreadable(source.file, source.reason);
    return entries;
  }
}

/** Everything else in the file stays as it is. Throws {@link CronJobChanged} and `NotFound`. */
export function withFields(
  text: string | undefined,
  { id, version }: Pick<JobEntry, 'id' | 'version'>,
  fields: Readonly<Record<string, unknown>>,
): string {
  const entry = entriesIn(text ?? '').find((each) => each.id === id && each.isAddressable);
  if (text === undefined || entry === undefined) throw new NotFound(`The job ${id}`);
  if (entry.version !== version) throw new CronJobChanged(entry.version);
  const json = new JsonText(text);
  for (const [name, value] of Object.entries(fields)) json.set([...entry.path, name], value);
  if (json.at(['updated_at']) !== undefined)
    json.set(['updated_at'], new Date().toISOString().replace('Z', '+00:00'));
  return json.toString();
}

/** A job has to do something. Throws {@link InvalidRequest}. */
function requireWork({ mode, script, prompt, skills }: CronDraft): void {
  if (mode === 'script' && script === '')
    throw new InvalidRequest([{ path: 'script', message: 'Without an agent it needs a script.' }]);
  if (mode === 'agent' && prompt.trim() === '' && skills.length === 0)
    throw new InvalidRequest([{ path: 'prompt', message: 'Say what the agent shall do.' }]);
}

/** What was hidden when it was shown would be written as the word that hides it. Throws {@link InvalidRequest}. */
function requireUnmasked(
  change: CronChange,
  before: CronDraft,
  mask: (text: string) => string,
): void {
  for (const path of ['prompt', 'name', 'deliver', 'baseUrl'] as const)
    if (change[path]?.includes('[hidden]') && mask(before[path] ?? '') !== before[path])
      throw new InvalidRequest([
        { path, message: 'A part of it is hidden here. Type all of it, or leave it as it is.' },
      ]);
}

/** A copy of a job whose prompt was shown with a part hidden. Throws {@link InvalidRequest}. */
function requireNothingHidden(draft: CronDraft): void {
  for (const path of ['prompt', 'name', 'deliver', 'baseUrl'] as const)
    if (draft[path]?.includes('[hidden]'))
      throw new InvalidRequest([{ path, message: 'A part of it is hidden. Type all of it.' }]);
}

function pick(draft: CronDraft, names: readonly string[]): CronChange {
  return Object.fromEntries(Object.entries(draft).filter(([name]) => names.includes(name)));
}

function shown(change: CronChange, mask: (text: string) => string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(change).map(([name, value]) => [
      name,
      typeof value === 'string' ? mask(value) : value,
    ]),
  );
}
