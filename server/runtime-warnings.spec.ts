import { runtimeWarnings } from './runtime-warnings.ts';

describe('What is said about the Node.js it runs on', () => {
  it.each(['20.20.2', '18.0.0', '23.11.0'])('%s is past its end of life', (version) => {
    expect(runtimeWarnings(version)).toEqual([expect.stringContaining('past its end of life')]);
  });

  it.each(['22.23.3', '24.22.0', '26.11.9'])('%s is not patched', (version) => {
    expect(runtimeWarnings(version)).toEqual([expect.stringContaining('not patched')]);
  });

  it.each(['22.23.4', '22.24.0', '24.22.1', '26.12.1', '27.0.0'])('%s is fine', (version) => {
    expect(runtimeWarnings(version)).toEqual([]);
  });
});
