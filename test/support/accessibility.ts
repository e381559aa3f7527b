import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds on a page as it is now, serious and critical alone, each as one line: rule, what is wrong, and
 * the first elements. Empty where all is well.
 */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const results = (await page.evaluate(
    "axe.run(document, { resultTypes: ['violations'], rules: { region: { enabled: true } } })",
  )) as AxeResults;
  return results.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => {
      const places = nodes.slice(0, 4).map(({ target, html, failureSummary }) => {
        const reason = failureSummary?.split('\n')[1]?.trim() ?? '';
        return `\n    ${target.join(' ')}  ${html.slice(0, 120)}  ${reason.slice(0, 200)}`;
      });
      return `${id} (${nodes.length}): ${help}${places.join('')}`;
    });
}
