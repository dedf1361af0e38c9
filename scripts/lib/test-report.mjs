// What a reader of the last lines wants to know: which tests failed and why in a line each, and which files took longest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, runTool } from './environment.mjs';

const slowest = 5;

/** Runs Vitest; resolves with its exit code and the lines to say at the end. */
export async function runTests(args = []) {
  const directory = mkdtempSync(join(tmpdir(), 'arches-tests-'));
  const file = join(directory, 'report.json');
  try {
    const code = await runTool('vitest', ['run', ...args, '--reporter=default', '--reporter=json', `--outputFile.json=${file}`], {
      // Hundreds of processes load the same sources, most of them to be killed soon after.
      env: { NODE_COMPILE_CACHE: join(root, '.cache', 'compile') },
    });
    return { code, lines: linesOf(file) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function linesOf(file) {
  const report = readReport(file);
  if (!report) return ['       The tests ended before they could report.'];
  const files = report.testResults.map((result) => ({
    ...result,
    name: relative(root, result.name),
    seconds: (result.endTime - result.startTime) / 1000,
  }));
  const failed = files.flatMap((result) => {
    const tests = result.assertionResults.filter(({ status }) => status === 'failed');
    if (tests.length === 0 && result.status === 'failed') return [`${result.name}: ${firstLine(result.message)}`];
    return tests.map((test) => `${result.name}: ${test.fullName.trim()}: ${firstLine(test.failureMessages[0])}`);
  });
  const slow = files.toSorted((left, right) => right.seconds - left.seconds).slice(0, slowest);
  return [
    `       ${report.numPassedTests} passed, ${report.numFailedTests} failed, ${report.numPendingTests} skipped; slowest: ${slow.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(', ')}`,
    ...failed.map((line) => `       failed: ${line}`),
  ];
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function firstLine(text) {
  return (text ?? '').split('\n', 1)[0].slice(0, 300);
}
