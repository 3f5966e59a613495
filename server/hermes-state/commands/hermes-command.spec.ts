import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTimeOf } from '../../http/process-start-time.ts';
import { readSettings } from '../../settings.ts';
import { eventually } from '../../testing/eventually.ts';
import { writeHermesScript } from '../../testing/fake-hermes-command.ts';
import { HermesHome } from '../hermes-home.ts';
import { HermesCommand } from './hermes-command.ts';
import { KnownSecrets } from './known-secrets.ts';

let folder: string;
let command: HermesCommand;

const build = (bin: string) => {
  const settings = readSettings({
    HERMES_HOME: join(folder, 'home'),
    HERMES_BIN: bin,
    HERMES_ADMIN_PASSWORD: 'our own admin password',
  });
  const home = new HermesHome(settings);
  return new HermesCommand(settings, home, new KnownSecrets(settings, home));
};
const script = (body: string) => writeHermesScript(join(folder, 'bin/hermes'), body);
const isAlive = (pid: number) => startTimeOf(pid) !== undefined;
/** The numbers of processes a script wrote down. */
const pids = async () =>
  (await readFile(join(folder, 'pids'), 'utf8')).trim().split('\n').map(Number);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hcp-command-'));
  await mkdir(join(folder, 'home/profiles/coder'), { recursive: true });
  command = build(join(folder, 'bin/hermes'));
});
afterEach(async () => {
  await command.onModuleDestroy();
  await rm(folder, { recursive: true, force: true });
});

describe('a verb of hermes', () => {
  it('gets its arguments as they are, behind the profile', async () => {
    await script('for arg in "$@"; do printf "<%s>" "$arg"; done');
    const { stdout } = await command.run('coder', ['kanban', 'a b', '$(id); *', '--x="y"', '']);
    expect(stdout).toBe('<-p><coder><kanban><a b><$(id); *><--x="y"><>\n');
  });

  it('sees a clean environment for a plain terminal', async () => {
    process.env._HERMES_GATEWAY = '1';
    process.env.HERMES_ADMIN_PASSWORD = 'x';
    await script('env | cut -d= -f1 | sort; echo "$NO_COLOR $TERM $COLUMNS $LANG $HERMES_HOME"');
    const { stdout } = await command.run('default', []);
    delete process.env._HERMES_GATEWAY;
    delete process.env.HERMES_ADMIN_PASSWORD;
    expect(stdout).not.toMatch(/_HERMES_GATEWAY|ADMIN_PASSWORD|DATABASE_URL|NODE/);
    expect(stdout).toContain(`1 dumb 200 C.UTF-8 ${folder}/home`);
  });

  it('tells its exit code and both of its outputs', async () => {
    await script('echo good; echo bad >&2; exit 3');
    expect(await command.run('default', [])).toEqual({
      exitCode: 3,
      stdout: 'good\n',
      stderr: 'bad\n',
      timedOut: false,
      cut: false,
    });
  });

  it('reads what it is given, and otherwise the end of the file', async () => {
    await script('cat; echo end');
    expect((await command.run('default', [], { input: 'y\n' })).stdout).toBe('y\nend\n');
    expect((await command.run('default', [])).stdout).toBe('end\n');
  });

  it('that does not read its input is no trouble', async () => {
    await script('exec 0<&-; echo done');
    const { stdout } = await command.run('default', [], { input: 'x'.repeat(1_000_000) });
    expect(stdout).toBe('done\n');
  });

  it('is ended with all it started when its time is over, even if it does not want to', async () => {
    await script(
      `trap '' TERM; echo $$ > ${folder}/pids; sh -c "trap '' TERM; echo \\$\\$ >> ${folder}/pids; sleep 60 & wait; sleep 60" & echo begun; while :; do sleep 1; done`,
    );
    const result = await command.run('default', [], { timeoutMs: 700 });
    expect(result).toMatchObject({ exitCode: null, timedOut: true, stdout: 'begun\n' });
    await eventually(async () => expect((await pids()).filter(isAlive)).toEqual([]));
  });

  it('is ended with us', async () => {
    await script(`echo $$ > ${folder}/pids; sleep 60`);
    const running = command.run('default', [], { timeoutMs: 60_000 });
    await eventually(async () => expect((await pids()).filter(isAlive)).toHaveLength(1));
    await command.onModuleDestroy();
    expect((await running).exitCode).toBeNull();
    expect((await pids()).filter(isAlive)).toEqual([]);
  });

  it('is over although something it left in the background holds its output open', async () => {
    await script(`sleep 60 & echo $! > ${folder}/pids; echo over`);
    expect((await command.run('default', [])).stdout).toBe('over\n');
    await eventually(async () => expect((await pids()).filter(isAlive)).toEqual([]));
  });

  it('that writes without end is read on but not kept', async () => {
    await script('yes 0123456789012345678901234567890123456789 | head -c 3000000; exit 0');
    const { exitCode, stdout, cut } = await command.run('default', []);
    expect([exitCode, cut]).toEqual([0, true]);
    expect(stdout.length).toBeLessThanOrEqual(1_048_576);
  });

  it('shows no secret of ours, of its profile, or of a known form', async () => {
    const token = 'plain words as a token';
    await writeFile(join(folder, 'home/.env'), `SLACK_TOKEN="${token}"\nPORT=8642\n`);
    await writeFile(
      join(folder, 'home/profiles/coder/auth.json'),
      '{"providers":{"nous":{"refresh_token":"refresh-me-1234"}}}',
    );
    await script(
      `printf 'a ${token} b refresh-'; sleep 0.05; echo 'me-1234 our own admin password sk-or-v1-0123456789abcdef0123 8642'; echo '${token}' >&2`,
    );
    const { stdout, stderr } = await command.run('coder', []);
    expect(stdout).toMatch(/^a \[hidden\] b \[hidden\] \[hidden\] sk-\[hidden\] 8642\n$/);
    expect(stderr).toBe('[hidden]\n');
  });

  it('is read without colours, progress bars and control characters', async () => {
    await script(
      String.raw`printf '\033[31mred\033[0m \033]0;title\007x\n10%%\r100%%\r\nnul\000l\tt\n\377'`,
    );
    expect((await command.run('default', [])).stdout).toBe('red x\n100%\nnull\tt\n�\n');
  });

  it('is not run for a profile that is not there', async () => {
    await script(`echo ran >> ${folder}/pids`);
    await expect(command.run('nobody', [])).rejects.toMatchObject({ code: 'not_found' });
    await expect(command.run('../..', [])).rejects.toMatchObject({ code: 'not_found' });
    await expect(pids()).rejects.toThrow();
  });

  it('is refused with a reason when there is no command', async () => {
    const path = process.env.PATH;
    process.env.PATH = '';
    const none = build(join(folder, 'none'));
    const { isAvailable, unavailableReason } = none;
    await expect(none.run('default', [])).rejects.toMatchObject({ code: 'hermes_unavailable' });
    process.env.PATH = path;
    expect([isAvailable, unavailableReason]).toEqual([false, expect.stringContaining('/none')]);
  });

  it('is refused with a reason when it is given more than a command can be', async () => {
    await script('exit 0');
    const long = 'x'.repeat(200_000);
    await expect(command.run('default', [long])).rejects.toMatchObject({
      ...{ code: 'command_too_long', status: 422 },
    });
  });

  it('is refused with a reason when the command cannot be run', async () => {
    await script('');
    await writeFile(join(folder, 'bin/hermes'), '#!/no/such/interpreter\n');
    await expect(command.run('default', [])).rejects.toMatchObject({
      code: 'hermes_unavailable',
      message: expect.stringContaining('cannot be run'),
    });
  });
});
