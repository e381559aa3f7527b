import { expect, it } from 'vitest';
import { documents } from '../../../electron/contract/cli.ts';
import { abbe } from '../../support/abbe.ts';

it('abbe doctor tells what computes and that it computes right', async () => {
  const { code, stdout } = await abbe('doctor', '--json');
  expect(code).toBe(0);
  const document = documents.doctor.parse(JSON.parse(stdout));
  expect(document.selfTest.ok).toBe(true);
  expect(document.selfTest.checks.length).toBeGreaterThanOrEqual(3);
  const text = await abbe('doctor');
  expect(text.code).toBe(0);
  expect(text.stdout).toContain(document.tensorflow.version);
  expect(text.stdout).toContain('Self-test passed');
});
