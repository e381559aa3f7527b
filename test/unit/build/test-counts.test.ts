import { describe, expect, it } from 'vitest';
import { countLine, countTests } from '../../../build/test-counts.mjs';

const file = (status: string, ...statuses: string[]) => ({
  status,
  assertionResults: statuses.map((one) => ({ status: one })),
});

describe('the counts at the end of npm test', () => {
  it('are of tests passed, failed and not run', () => {
    const report = {
      testResults: [file('failed', 'passed', 'failed', 'pending'), file('passed', 'passed', 'todo')],
    };
    expect(countLine(countTests(report, false))).toBe('2 passed, 1 failed, 2 skipped');
  });

  it('count a file that did not load as a failure', () => {
    expect(countTests({ testResults: [file('passed', 'passed'), file('failed')] }, false).failed).toBe(1);
  });

  it('never say that nothing failed when the run did', () => {
    expect(countTests({ testResults: [file('passed', 'passed')] }, false)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    });
    expect(countTests(null, false).failed).toBe(1);
    expect(countTests({ testResults: [file('passed', 'passed')] }, true).failed).toBe(0);
  });
});
