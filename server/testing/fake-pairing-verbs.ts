import { createHash } from 'node:crypto';
import { writeHermesProgram } from './fake-hermes-program.ts';

/** One request as Hermes 0.19 notes it: a salt, and a hash from which nobody reads the code. */
export function pairingRequest(
  code: string,
  userId: string,
  userName: string,
  createdAt: Date,
): Readonly<Record<string, unknown>> {
  const salt = createHash('md5').update(userId).digest();
  return {
    hash: createHash('sha256').update(salt).update(code).digest('hex'),
    salt: salt.toString('hex'),
    user_id: userId,
    user_name: userName,
    created_at: createdAt.getTime() / 1000,
  };
}

/**
 * A `hermes` command whose verbs of pairing do to the home, and print, what those of 0.19 do. They exit with 0 whatever
 * happens. Its calls are in `<file>.calls`. A profile called `stubborn` keeps what it has.
 */
export function writePairingVerbs(file: string): Promise<string> {
  return writeHermesProgram(
    file,
    `const fs = require('fs'), path = require('path'), crypto = require('crypto');
const [, profile, , verb, platform, what] = process.argv.slice(2);
fs.appendFileSync(process.argv[1] + '.calls', process.argv.slice(2).join(' ') + '\\n');
const root = process.env.HERMES_HOME;
const home = profile === 'default' ? root : path.join(root, 'profiles', profile);
const at = (name) => path.join(home, 'platforms/pairing', name + '.json');
const load = (name) => fs.existsSync(at(name)) ? JSON.parse(fs.readFileSync(at(name), 'utf8')) : {};
const save = (name, value) =>
  profile === 'stubborn' || fs.writeFileSync(at(name), JSON.stringify(value, null, 2));
const lists = (change) => {
  const file = path.join(home, '.env');
  if (!fs.existsSync(file)) return;
  const text = fs.readFileSync(file, 'utf8');
  const name = platform.toUpperCase() + '_ALLOWED_USERS=';
  fs.writeFileSync(file, text.split('\\n').map((line) =>
    line.startsWith(name) ? name + change(line.slice(name.length).split(',')).join(',') : line).join('\\n'));
};
if (verb === 'approve') {
  const pending = load(platform + '-pending');
  const id = Object.keys(pending).find((each) => pending[each].hash === crypto.createHash('sha256')
    .update(Buffer.from(pending[each].salt, 'hex')).update(what).digest('hex'));
  if (!id) console.log("\\n  Code '" + what + "' not found or expired for platform '" + platform + "'.");
  else {
    const { user_id, user_name } = pending[id];
    delete pending[id];
    save(platform + '-pending', pending);
    save(platform + '-approved', { ...load(platform + '-approved'), [user_id]: { user_name, approved_at: Date.now() / 1000 } });
    lists((users) => [...new Set([...users, user_id])]);
    console.log('\\n  Approved! User ' + user_name + ' (' + user_id + ') on ' + platform + ' with ' + what + ' can now use the bot~');
  }
} else if (verb === 'revoke') {
  const approved = load(platform + '-approved');
  if (!approved[what]) console.log('\\n  User ' + what + ' not found in approved list for ' + platform + '.\\n');
  else {
    delete approved[what];
    save(platform + '-approved', approved);
    if (profile !== 'keeper') lists((users) => users.filter((each) => each !== what));
    console.log('\\n  Revoked access for user ' + what + ' on ' + platform + '.\\n');
  }
} else if (verb === 'clear-pending') {
  const names = fs.readdirSync(path.join(home, 'platforms/pairing')).filter((name) => name.endsWith('-pending.json'));
  for (const name of names) save(name.slice(0, -5), {});
  console.log('\\n  Cleared ' + names.length + ' pending pairing request(s).\\n');
}`,
  );
}
