import { createRequire } from 'node:module';
import { writeHermesProgram } from './fake-hermes-program.ts';
import { kanbanSchema } from './kanban-database.ts';

/**
 * Writes a program that behaves as `hermes kanban` does (hermes-agent 0.19): exit code 0 whatever happened, what is
 * refused on stderr, and the changes in `kanban.db`. `sabotage` beside it makes it say so and do nothing; its calls are
 * in `calls.jsonl`. `mute` makes it say and do nothing, as when it cannot open the board.
 */
export function writeFakeHermesKanban(file: string): Promise<string> {
  const library = createRequire(import.meta.filename).resolve('better-sqlite3');
  const given = `const library = ${JSON.stringify(library)};\nconst schema = ${JSON.stringify(kanbanSchema)};\n`;
  return writeHermesProgram(file, given + program);
}

const program = String.raw`
const fs = require('node:fs');
const { dirname, join } = require('node:path');
const given = process.argv.slice(2);
const here = dirname(process.argv[1]);
fs.appendFileSync(join(here, 'calls.jsonl'), JSON.stringify(given) + '\n');
const isIdle = fs.existsSync(join(here, 'sabotage'));
const root = process.env.HERMES_HOME;
let args = given.slice(3);
let board = 'default';
if (args[0] === '--board') { board = args[1]; args = args.slice(2); }
const fileOf = (slug) => slug === 'default' ? join(root, 'kanban.db') : join(root, 'kanban/boards', slug, 'kanban.db');
const now = Math.floor(Date.now() / 1000);
const Database = require(library);
const open = (slug) => {
  fs.mkdirSync(dirname(fileOf(slug)), { recursive: true });
  const database = new Database(fileOf(slug));
  if (!database.prepare("select 1 from sqlite_master where name = 'tasks'").get()) database.exec(schema);
  return database;
};
const out = (text) => process.stdout.write(text + '\n');
const refuse = (text) => process.stderr.write(text + '\n');
if (fs.existsSync(join(here, 'mute'))) process.exit(0);
const [verb, ...rest] = args;
const option = (name) => rest.find((arg) => arg.startsWith('--' + name + '='))?.slice(name.length + 3);
const at = rest.indexOf('--ids');
const more = at === -1 ? [] : rest.slice(at + 1);
const plain = (at === -1 ? rest : rest.slice(0, at)).filter((arg) => !arg.startsWith('--'));

if (verb === 'boards') boards(rest); else work(open(board));

function boards([what, ...names]) {
  const words = names.filter((name) => !name.startsWith('--'));
  const [slug, name] = words;
  const given = (key) => names.find((each) => each.startsWith('--' + key + '='))?.slice(key.length + 3) ?? '';
  const file = join(root, 'kanban/boards', slug, 'board.json');
  if (isIdle) return out("Board '" + slug + "' done.");
  if (what === 'create') {
    open(slug).close();
    fs.writeFileSync(file, JSON.stringify({ slug, name: given('name') || slug, description: given('description'), icon: given('icon'), color: given('color'), created_at: now, archived: false }));
    out("Board '" + slug + "' created.");
  } else if (what === 'rename') {
    fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), name }));
    out("Board '" + slug + "' renamed to '" + name + "'.");
  } else if (what === 'switch') {
    fs.mkdirSync(join(root, 'kanban'), { recursive: true });
    fs.writeFileSync(join(root, 'kanban/current'), slug + '\n');
    out('Switched to board ' + slug);
  } else if (what === 'rm') {
    if (slug === 'default') return refuse("kanban boards rm: the 'default' board cannot be removed");
    fs.mkdirSync(join(root, 'kanban/boards/_archived'), { recursive: true });
    fs.renameSync(dirname(file), join(root, 'kanban/boards/_archived', slug + '-' + now));
    out("Board '" + slug + "' archived");
  }
}

function work(database) {
  const find = (id) => database.prepare('select * from tasks where id = ?').get(id);
  const event = (id, kind, payload) => database.prepare('insert into task_events (task_id, kind, payload, created_at) values (?, ?, ?, ?)').run(id, kind, payload ? JSON.stringify(payload) : null, now);
  const comment = (id, author, body) => database.prepare('insert into task_comments (task_id, author, body, created_at) values (?, ?, ?, ?)').run(id, author, body, now);
  const openParents = (id) => database.prepare("select p.id from task_links l join tasks p on p.id = l.parent_id where l.child_id = ? and p.status not in ('done', 'archived')").all(id).map((row) => row.id);
  const move = (id, from, status, set, kind, words) => {
    const task = find(id);
    if (!task || !from.includes(task.status)) return refuse(words);
    if (!isIdle) {
      database.prepare('update tasks set status = ?, claim_lock = null' + (set ? ', ' + set : '') + ' where id = ?').run(status, id);
      event(id, kind);
    }
    out(kind + ' ' + id);
    return true;
  };
  const reason = plain.slice(1).join(' ');
  const ids = [plain[0], ...more];
  switch (verb) {
    case 'create': {
      const id = 't_' + Math.random().toString(16).slice(2, 10).padEnd(8, '0');
      const parents = rest.filter((arg) => arg.startsWith('--parent=')).map((arg) => arg.slice(9));
      const lost = parents.find((parent) => !find(parent));
      if (lost) return refuse('kanban: unknown parent task(s): ' + lost);
      const status = rest.includes('--triage') ? 'triage' : parents.length ? 'todo' : 'ready';
      if (!isIdle) {
        database.prepare('insert into tasks (id, title, body, assignee, tenant, priority, status, created_by, created_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)').run(id, plain.at(-1), option('body') ?? null, option('assignee') ?? null, option('tenant') ?? null, Number(option('priority') ?? 0), status, 'user', now);
        for (const parent of parents) database.prepare('insert into task_links values (?, ?)').run(parent, id);
        event(id, 'created', { status });
      }
      return out(JSON.stringify({ id, title: plain.at(-1), status }, null, 2));
    }
    case 'complete':
      for (const id of plain) {
        const lost = openParents(id);
        if (lost.length) refuse('cannot complete ' + id + ' (unknown id or terminal state)');
        else if (move(id, ['ready', 'running', 'blocked', 'review'], 'done', 'completed_at = ' + now, 'completed', 'cannot complete ' + id + ' (unknown id or terminal state)') && !isIdle)
          database.prepare('update tasks set result = ? where id = ?').run(option('result') ?? null, id);
      }
      return;
    case 'block':
      for (const id of ids) {
        const kind = option('kind');
        const repeats = find(id)?.block_recurrences ?? 0;
        const status = kind === 'dependency' ? 'todo' : repeats >= 1 && find(id).block_kind === (kind ?? null) ? 'triage' : 'blocked';
        if (move(id, ['ready', 'running'], status, 'block_kind = ' + (kind ? "'" + kind + "'" : 'null') + ', block_recurrences = block_recurrences + 1', 'blocked', 'cannot block ' + id) && reason && !isIdle)
          comment(id, 'default', 'BLOCKED: ' + reason);
      }
      return;
    case 'unblock':
      for (const id of plain) move(id, ['blocked', 'scheduled'], openParents(id).length ? 'todo' : 'ready', '', 'unblocked', 'cannot unblock ' + id + ' (not blocked/scheduled?)');
      return;
    case 'schedule':
      for (const id of ids) move(id, ['todo', 'ready', 'running', 'blocked'], 'scheduled', '', 'scheduled', 'cannot schedule ' + id);
      return;
    case 'promote':
      for (const id of ids) {
        const lost = openParents(id);
        if (lost.length) refuse('cannot promote ' + id + ': unsatisfied parent dependencies: ' + lost.join(', '));
        else move(id, ['todo', 'blocked'], 'ready', '', 'promoted_manual', 'cannot promote ' + id);
      }
      return;
    case 'reclaim': return void move(plain[0], ['running'], 'ready', '', 'reclaimed', 'cannot reclaim ' + plain[0]);
    case 'archive':
      for (const id of plain) move(id, ['triage', 'todo', 'scheduled', 'ready', 'running', 'blocked', 'review', 'done', 'odd'], 'archived', '', 'archived', 'cannot archive ' + id);
      return;
    case 'assign':
      if (!isIdle) database.prepare('update tasks set assignee = ? where id = ?').run(plain[1] === 'none' ? null : plain[1], plain[0]);
      return out('Assigned ' + plain[0]);
    case 'comment':
      if (!isIdle) comment(plain[0], option('author') ?? 'user', plain.slice(1).join(' '));
      return out('Comment added to ' + plain[0]);
    case 'link':
      if (database.prepare('select 1 from task_links where parent_id = ? and child_id = ?').get(plain[1], plain[0])) return refuse('kanban: linking ' + plain[0] + ' -> ' + plain[1] + ' would create a cycle');
      if (!isIdle) {
        database.prepare('insert or ignore into task_links values (?, ?)').run(plain[0], plain[1]);
        if (openParents(plain[1]).length) database.prepare("update tasks set status = 'todo' where id = ? and status = 'ready'").run(plain[1]);
      }
      return out('Linked ' + plain.join(' -> '));
    case 'unlink':
      if (!isIdle) database.prepare('delete from task_links where parent_id = ? and child_id = ?').run(plain[0], plain[1]);
      return out('Unlinked ' + plain.join(' -> '));
    case 'specify':
      if (!isIdle) database.prepare("update tasks set status = 'todo', body = 'Worked out' where id = ?").run(plain[0]);
      return out('Specified ' + plain[0]);
    case 'dispatch': {
      const ready = database.prepare("select * from tasks where status = 'ready' and assignee is not null").all();
      if (!rest.includes('--dry-run') && !isIdle)
        for (const task of ready) {
          const run = database.prepare("insert into task_runs (task_id, profile, status, started_at) values (?, ?, 'running', ?)").run(task.id, task.assignee, now);
          database.prepare("update tasks set status = 'running', current_run_id = ? where id = ?").run(run.lastInsertRowid, task.id);
        }
      return out('Spawned: ' + ready.length);
    }
  }
}
`;
