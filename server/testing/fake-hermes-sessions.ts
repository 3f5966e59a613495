import { createRequire } from 'node:module';
import { writeHermesProgram } from './fake-hermes-program.ts';

/**
 * Writes a program that behaves as `hermes sessions rename|delete|archive|prune` does (hermes-agent 0.19): exit code 0
 * whatever happens, the same words, and the changes in `state.db`. `sabotage` makes it say so and do nothing.
 */
export function writeFakeHermesSessions(file: string): Promise<string> {
  const library = createRequire(import.meta.filename).resolve('better-sqlite3');
  return writeHermesProgram(file, `const library = ${JSON.stringify(library)};\n${program}`);
}

const program = String.raw`
const { appendFileSync, existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const given = process.argv.slice(2);
appendFileSync(join(dirname(process.argv[1]), 'calls.jsonl'), JSON.stringify(given) + '\n');
const [, profile, , verb, ...rest] = given;
const home = join(process.env.HERMES_HOME, profile === 'default' ? '.' : 'profiles/' + profile);
const Database = require(library);
const database = new Database(join(home, 'state.db'));
const isIdle = existsSync(join(dirname(process.argv[1]), 'sabotage'));
const find = (id) => database.prepare('select * from sessions where id = ?').get(id);
const remove = (id) => {
  database.prepare("delete from messages where session_id = ?").run(id);
  database.prepare('delete from session_model_usage where session_id = ?').run(id);
  database.prepare('delete from sessions where id = ?').run(id);
};
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
const time = (name) => option(name) && Date.parse(option(name)) / 1000;
const day = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ');
const verbs = {
  rename() {
    const [id, ...words] = rest;
    const title = words.join(' ');
    if (!find(id)) return "Session '" + id + "' not found.";
    const other = database.prepare('select id from sessions where title = ? and id <> ?').get(title, id);
    if (other) return "Error: Title '" + title + "' is already in use by session " + other.id;
    if (!isIdle) database.prepare('update sessions set title = ? where id = ?').run(title, id);
    return "Session '" + id + "' renamed to: " + title;
  },
  delete() {
    const [id] = rest;
    if (!find(id)) return "Session '" + id + "' not found.";
    if (!rest.includes('--yes')) return 'Cancelled.';
    if (isIdle) return "Deleted session '" + id + "'.";
    const children = database.prepare('select id, model_config from sessions where parent_session_id = ?').all(id);
    for (const child of children)
      if (JSON.parse(child.model_config || '{}')._delegate_from) remove(child.id);
      else database.prepare('update sessions set parent_session_id = null where id = ?').run(child.id);
    remove(id);
    return "Deleted session '" + id + "'.";
  },
  sweep() {
    const age = Number(option('--older-than') ?? 0) * 86400;
    const like = (name) => '%' + (option(name) ?? '') + '%';
    const found = database.prepare("select * from sessions where ended_at is not null and started_at < ? and started_at >= ? and started_at < ? and source like ? and coalesce(model, '') like ? and coalesce(title, '') like ? and (archived = 0 or ?) order by started_at, id")
      .all(Date.now() / 1000 - age, time('--after') ?? 0, time('--before') ?? 1e12, option('--source') ?? '%', like('--model'), like('--title'), rest.includes('--include-archived') ? 1 : 0);
    if (found.length === 0) return 'No sessions match (everything).';
    const lines = [found.length + ' session(s) match (started before now; oldest ' + day(found[0].started_at) + '):']
      .concat(found.map((s) => '  ' + s.id + '  ' + day(s.started_at) + '  ' + s.source.padEnd(10) + ' ' + s.model + ' ' + s.message_count + ' msgs  ' + (s.title || '')));
    if (rest.includes('--dry-run')) return lines.concat('Dry run — nothing ' + (verb === 'prune' ? 'deleted' : 'archived') + '.').join('\n');
    if (!isIdle) for (const s of found) verb === 'prune' ? remove(s.id) : database.prepare('update sessions set archived = 1 where id = ?').run(s.id);
    return (verb === 'prune' ? 'Pruned ' : 'Archived ') + found.length + ' session(s).';
  },
};
verbs.archive = verbs.prune = verbs.sweep;
console.log(verbs[verb]());
database.close();
`;
