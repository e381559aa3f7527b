/**
 * Counts from vitest's JSON report. A file that failed outside its tests (it does not load, say) counts as
 * one failed test, and so does a run that ended badly without any.
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] } | null} report
 * @param {boolean} succeeded whether vitest itself ended with 0
 */
export function countTests(report, succeeded) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const file of report?.testResults ?? []) {
    const failedBefore = counts.failed;
    for (const { status } of file.assertionResults) {
      if (status === 'passed') counts.passed += 1;
      else if (status === 'failed') counts.failed += 1;
      else counts.skipped += 1;
    }
    if (file.status === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  if (!succeeded && counts.failed === 0) counts.failed = 1;
  return counts;
}

/** The last line of `npm test`. */
export const countLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed, ${skipped} skipped`;
