import { Injectable } from '@nestjs/common';
import { recordOf, textOf } from '../accounts/identity.ts';
import { HermesHome } from '../hermes-home.ts';
import type { SourceFile } from '../hermes.contract.ts';
import { sourceOf } from '../state-file.ts';
import type { Snapshot } from './storage.contract.ts';

const mostSnapshots = 100;
const mostFiles = 500;
const mostProblems = 10;
const idTime = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)/;

/** `state-snapshots` of a profile, each held against its own manifest. */
@Injectable()
export class SnapshotsReader {
  constructor(private readonly home: HermesHome) {}

  /** Newest first. */
  async list(profile: string): Promise<{ snapshots: Snapshot[]; problems: SourceFile[] }> {
    const path = this.home.pathIn(profile, 'state-snapshots');
    const list = await this.home.list('hermes', path, 1000);
    if (list.status === 'missing') return { snapshots: [], problems: [] };
    if (list.status === 'unreadable') return { snapshots: [], problems: [sourceOf(path, list)] };
    const names = list.value.entries
      .filter(({ kind }) => kind === 'folder')
      .map(({ name }) => name)
      .reverse()
      .slice(0, mostSnapshots);
    return {
      snapshots: await Promise.all(names.map((name) => this.read(`${path}/${name}`, name))),
      problems: [],
    };
  }

  private async read(path: string, id: string): Promise<Snapshot> {
    const manifest = await this.home.readJson('hermes', `${path}/manifest.json`);
    const createdAt = timeIn(id);
    if (manifest.status !== 'present') {
      const reason = manifest.status === 'missing' ? 'not there' : manifest.reason;
      const problems = [`manifest.json: ${reason}`];
      return { id, label: null, createdAt, files: 0, bytes: 0, isWhole: false, problems };
    }
    const { label, file_count: count, total_size: bytes } = manifest.value;
    const files = Object.entries(recordOf(manifest.value.files));
    const problems: string[] = [];
    for (const [name, size] of files.slice(0, mostFiles)) {
      const found = await this.home.facts('hermes', `${path}/${name}`);
      if (found.status !== 'present')
        problems.push(`${name}: ${found.status === 'missing' ? 'not there' : found.reason}`);
      else if (found.value.bytes !== size)
        problems.push(`${name}: ${found.value.bytes} bytes instead of ${String(size)}`);
    }
    return {
      id,
      label: textOf(label),
      createdAt,
      files: typeof count === 'number' ? count : files.length,
      bytes: typeof bytes === 'number' ? bytes : 0,
      isWhole: problems.length === 0 && files.length <= mostFiles,
      problems: problems.slice(0, mostProblems),
    };
  }
}

/** Ids begin with the time, in UTC. */
function timeIn(id: string): string | null {
  const [, year, month, day, hour, minute, second] = idTime.exec(id) ?? [];
  if (year === undefined) return null;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
