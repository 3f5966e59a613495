import { readTestOutput } from './mcp-test-output.ts';

const connected = `
  Testing 'fixture-tools'...
  Transport: stdio → /usr/bin/python3
  Auth: none
  ✓ Connected (154ms)
  ✓ Tools discovered: 3

    echo                                 Echo text
    a_name_that_is_longer_than_its_column_of_36 Reverse text
    count

`;

describe('the output of a test of an MCP server', () => {
  it('says how long it took and which tools there are', () => {
    expect(readTestOutput(connected)).toEqual({
      isConnected: true,
      tookMs: 154,
      message: 'The test found 3 tools.',
      tools: [
        { name: 'echo', description: 'Echo text' },
        { name: 'a_name_that_is_longer_than_its_column_of_36', description: 'Reverse text' },
        { name: 'count', description: '' },
      ],
    });
  });

  it.each([
    [
      "  ✗ Server 'nope' not found in config.\n  Available: github\n",
      "Server 'nope' not found in config.",
      null,
    ],
    ['  ✗ Connection failed (1503ms): refused\n', 'Connection failed (1503ms): refused', 1503],
    [
      '  Testing...\n  ✓ Connected (9ms)\n  ✗ Tools could not be listed\n',
      'Tools could not be listed',
      9,
    ],
    ['Traceback (most recent call last):\nTypeError: x\n', 'TypeError: x', null],
    ['', 'The command printed nothing.', null],
  ])('says why it failed, whatever the exit code: %j', (text, message, tookMs) => {
    const found = readTestOutput(text);
    expect(found).toMatchObject({ isConnected: false, message, tools: [] });
    if (tookMs !== 9) expect(found.tookMs).toBe(tookMs);
  });
});
