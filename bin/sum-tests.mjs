// Adds up what the test runners reported, in one line that any CI can read.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
let passed = 0;
let failed = 0;
let flaky = 0;
for (const name of ['server.json', 'client.json', 'front.json']) {
  const file = join(folder, name);
  if (!existsSync(file)) continue;
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  // A file that could not even be loaded holds no failed test.
  failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
}
const browser = join(folder, 'browser.json');
if (existsSync(browser)) {
  const { stats } = JSON.parse(readFileSync(browser, 'utf8'));
  passed += stats.expected + stats.flaky;
  failed += stats.unexpected;
  flaky = stats.flaky;
}
if (flaky > 0) console.log(`${flaky} of the following passed only when tried once more:`);
console.log(`${passed} passed, ${failed} failed`);
