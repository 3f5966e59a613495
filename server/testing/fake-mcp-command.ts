/**
 * What `hermes -p <profile> mcp test <name>` prints and does, for {@link writeHermesProgram}: a server called `broken`
 * does not answer, one called `slow` takes long, one called `loud` prints the variable of its configuration, and every
 * other one has three tools. Exits with 0 whatever happened, as the real one does.
 */
export const fakeMcpCommand = `
const [, , , profile, pane, verb, name] = process.argv;
if (pane !== 'mcp' || verb !== 'test') process.exit(2);
const say = (line) => process.stdout.write(line + '\\n');
say('');
say("  Testing '" + name + "'...");
say('  Transport: stdio → npx');
say('  Auth: none');
if (name.startsWith('slow')) setTimeout(() => say('  ✓ Connected (900ms)'), 60000);
else if (name.startsWith('broken')) {
  say('  ✗ Connection failed (1503ms): [Errno 111] Connect call failed');
} else {
  say('  ✓ Connected (154ms)');
  say('  ✓ Tools discovered: 3');
  say('');
  say('    echo                                 Echo text');
  say('    reverse                              Reverse text');
  say('    count                                ' + (name.startsWith('loud') ? (process.env.LOUD ?? 'mcp-bearer-8c7b6a5948372615') : 'Count characters'));
  say('');
}
`;
