import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { eventually, type Walk } from './walk.ts';

// What a person does on every screen, whichever the paper; each function waits for what that person would see.

const slow = { timeout: 60_000 };
/** What computes: trainings, scores, reports. */
const patient = { timeout: 240_000 };

export async function goTo({ page }: Walk, screen: string): Promise<void> {
  await page.click(`nav >> text=${screen}`);
  await page.waitForSelector(`nav [aria-current=page]:has-text("${screen}")`);
}

export async function goToPlace({ page }: Walk, place: 'Sources' | 'Prepare' | 'Dataset'): Promise<void> {
  await page.click(`nav[aria-label="Places of the Data screen"] >> text=${place}`);
}

/** Goes to a folder in the path picker and uses it. */
export async function useFolder({ page }: Walk, folder: string): Promise<void> {
  const sheet = page.locator('[role=dialog]').last();
  await sheet.getByLabel('Folder; Enter goes there').fill(folder);
  await page.keyboard.press('Enter');
  await sheet.getByRole('button', { name: `Up to ${dirname(folder)}`, exact: true }).waitFor();
  await sheet.locator('button:has-text("Use this folder"):enabled').click();
}

/** A new project in a folder of the walk, from Home. */
export async function newProject(walk: Walk, name: string): Promise<void> {
  const { page } = walk;
  await goTo(walk, 'Home');
  await page.click('button:has-text("New project…")');
  const sheet = page.locator('[role=dialog]:has-text("New project")');
  await sheet.locator('input').first().fill(name);
  await sheet.getByRole('button', { name: 'Choose…' }).click();
  await useFolder(walk, walk.home);
  await sheet.locator('p', { hasText: join(walk.home, name) }).waitFor();
  await sheet.getByRole('button', { name: 'Create project' }).click();
  await page.waitForSelector('text=No files yet', slow);
}

/** All images of a folder, through the picker; waits until so many files are listed. */
export async function addFolder(walk: Walk, folder: string, files: number): Promise<void> {
  const { page } = walk;
  await page.getByRole('button', { name: 'Add folder…' }).first().click();
  await useFolder(walk, folder);
  await eventually(() => page.locator('.foot').innerText()).toMatch(new RegExp(`^${files} files?`));
  await eventually(() => page.locator('[role=gridcell] canvas').count()).toBeGreaterThan(0);
}

/** What the data are, among the cards; the card must say that the files fit. */
export async function choosePreparation(walk: Walk, preparation: string): Promise<void> {
  const { page } = walk;
  await page.waitForSelector(`[data-preparation=${preparation}].fits`, slow);
  await walk.picture('prepare-choose');
  await page.click(`[data-preparation=${preparation}]`);
  await page.waitForSelector('ol.steps button[aria-current=step]:has-text("Files")');
  await page.waitForSelector('.matches canvas', slow);
}

export const prepareStep = ({ page }: Walk, name: string): Promise<void> =>
  page.click(`ol.steps button:has-text("${name}")`);

/** Makes the dataset and tells how many items it says that it has. */
export async function makeDataset(walk: Walk): Promise<number> {
  const { page } = walk;
  await prepareStep(walk, 'Make the dataset');
  await page.click('button:has-text("Make the dataset from")');
  await page.waitForSelector('section.result canvas', patient);
  await walk.picture('prepare-made');
  const text = await page.locator('section.result').innerText();
  return Number(/(\d+) items/.exec(text)?.[1]);
}

/** The dataset's items: one set aside and taken back by key, the splits, and the check for leaks. */
export async function lookAtDataset(walk: Walk, splits: readonly string[]): Promise<void> {
  const { page } = walk;
  await page.click('button:has-text("Look at the dataset")');
  await eventually(() => page.locator('[role=gridcell] canvas').count()).toBeGreaterThan(0);
  const out = (): Promise<number> => page.locator('[role=gridcell] .tile.out').count();
  const before = await out();
  await page.locator('[role=gridcell]:not(:has(.tile.out))').first().click();
  await page.keyboard.press('Space');
  await eventually(out).toBe(before + 1);
  await walk.picture('dataset-set-aside');
  await page.keyboard.press('Control+z');
  await eventually(out).toBe(before);
  await page.click('[role=tab]:has-text("Dataset")');
  for (const split of splits) await page.locator('.inspector').getByText(split).first().waitFor();
  await page.click('button:has-text("Check the dataset")');
  await page.waitForSelector('text=Sound: no two splits share anything', slow);
  await walk.picture('dataset-splits', true);
}

export interface Experiment {
  /** The recipe's name on its card. */
  recipe: string;
  /** Fields to fill, by their names. */
  fields: Readonly<Record<string, string>>;
  /** Measure time and memory before. */
  estimate?: boolean;
}

async function fillField({ page }: Walk, label: string, text: string): Promise<void> {
  const field = `.field:has(label:has-text("${label}"))`;
  const input = page.locator(`${field} input`).first();
  if (!(await input.isVisible())) await page.click(`details:has(${field}) > summary`);
  await input.fill(text);
  await input.press('Tab');
}

/** Chooses a recipe that fits and the quick preset, and starts a short training. */
export async function startTraining(walk: Walk, { recipe, fields, estimate }: Experiment): Promise<void> {
  const { page } = walk;
  await goTo(walk, 'Experiment');
  const card = page.locator('.recipe').filter({ has: page.getByText(recipe, { exact: true }) });
  await expect.poll(() => card.innerText(), slow).toMatch(/Fits/);
  await card.click();
  await page.click('[role=radio]:has(strong:text-is("quick"))');
  for (const [label, text] of Object.entries(fields)) await fillField(walk, label, text);
  if (estimate) {
    await page.click('button:has-text("Measure a few steps")');
    await eventually(() => page.locator('.big').allInnerTexts()).toHaveLength(1);
    expect(await page.locator('.big').innerText()).toMatch(/^about .* [MG]iB$/);
  }
  await walk.picture('experiment', estimate);
  await page.click('button:has-text("Start training"):enabled');
  await page.waitForSelector('.head .badge:has-text("Running")', patient);
}

export async function stepsDone({ page }: Walk): Promise<number> {
  const text = await page.locator('.head .facts dd').first().innerText();
  return Number(text.split('/')[0]?.replace(/\s/g, ''));
}

/** Waits for losses and previews, then for the end. */
export async function watchTraining(walk: Walk, steps: number): Promise<void> {
  const { page } = walk;
  await page.waitForSelector('.plot-card canvas', slow);
  await eventually(() => page.locator('.previews canvas').count()).toBeGreaterThan(0);
  await walk.picture('train-running');
  await page.waitForSelector('.head .badge:has-text("Finished")', patient);
  expect(await stepsDone(walk)).toBe(steps);
  await walk.picture('train-finished', true);
}

/** Scores the test images; then the ways to look: difference, table, plots, profile. */
export async function compareWithTruth(walk: Walk): Promise<void> {
  const { page } = walk;
  await goTo(walk, 'Compare');
  await eventually(() => page.locator('.compare-pane').count()).toBe(3);
  await eventually(() => page.locator('.compare-pane canvas').count()).toBeGreaterThanOrEqual(3);
  await walk.picture('compare-not-scored');
  await page.click('button:has-text("Score these images")');
  await page.waitForSelector('button:has-text("Score again")', patient);
  await eventually(() => page.locator('.compare-pane header').nth(1).innerText()).toMatch(
    /dB, SSIM 0?[.,\d]/,
  );
  await walk.picture('compare', true);
  await sortTable(walk);
  await page.locator('.compare-pane header').first().click();
  await page.keyboard.press('d');
  await eventually(() => page.locator('.compare-pane header').nth(1).innerText()).toContain('Difference');
  await walk.picture('compare-difference');
  await page.keyboard.press('d');
  await page.keyboard.press('d');
  await page.click('[role=tab]:has-text("Summary")');
  await walk.picture('compare-summary');
  await page.click('[role=tab]:has-text("Plots")');
  await page.waitForSelector('.plots canvas', slow);
  await walk.picture('compare-plots');
  await drawProfile(walk);
}

/** The table in the order of the result's PSNR, one way and the other. */
async function sortTable({ page }: Walk): Promise<void> {
  await page.click('[role=tab]:has-text("Images")');
  const scores = async (): Promise<number[]> =>
    (await page.locator('.scores tbody tr td:nth-child(3)').allInnerTexts()).map(Number);
  const heading = page.locator('.scores th:has-text("Result")').first();
  for (const sign of [-1, 1]) {
    await heading.click();
    await eventually(async () => {
      const now = await scores();
      return now.length > 0 && now.every((value, i) => i === 0 || sign * (value - now[i - 1]!) >= 0);
    }).toBe(true);
  }
}

async function drawProfile(walk: Walk): Promise<void> {
  const { page } = walk;
  await page.keyboard.press('p');
  const middle = await centre(page.locator('.compare-pane .stage').nth(1));
  await page.mouse.move(middle.x - 70, middle.y - 20);
  await page.mouse.down();
  await page.mouse.move(middle.x + 70, middle.y + 30, { steps: 4 });
  await page.mouse.up();
  await page.waitForSelector('.lower .plot-card canvas', slow);
  await walk.picture('compare-profile');
  await page.keyboard.press('p');
}

async function centre(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  if (!box) throw new Error('The pane is not shown.');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The run as a model for other programs, from Models into a folder; tells the file. */
export async function exportModel(walk: Walk): Promise<string> {
  const { page } = walk;
  await goTo(walk, 'Models');
  await page.locator('.runs tbody tr:has-text("Finished")').first().click();
  await page.getByLabel('Author', { exact: true }).fill('A. Person, B. Person');
  await page.getByLabel('Licence', { exact: true }).selectOption({ label: 'CC-BY-4.0' });
  await page.click('button:has-text("Export the model…")');
  await useFolder(walk, walk.home);
  const done = page.locator('.notice:has-text("The model is written")');
  await done.waitFor(patient);
  await done.scrollIntoViewIfNeeded();
  await walk.picture('models-export');
  return (await done.locator('.path').innerText()).trim();
}

/** The report of the run, from Models into a folder; it opens by itself, without the host. */
export async function writeReport(walk: Walk, words: readonly string[]): Promise<void> {
  const { page } = walk;
  await goTo(walk, 'Models');
  await page.locator('.runs tbody tr:has-text("Finished")').first().click();
  await walk.picture('models');
  await page.click('button:has-text("Write the report…")');
  await useFolder(walk, walk.home);
  await page.waitForSelector('text=The report is written:', patient);
  const file = (await page.locator('.inspector .path').last().innerText()).trim();
  expect(existsSync(file)).toBe(true);
  await walk.picture('models-report');
  const context = await page.context().browser()!.newContext({ offline: true });
  const report = await context.newPage();
  await report.goto(`file://${file}`);
  const text = await report.locator('body').innerText();
  for (const word of words) expect(text).toContain(word);
  const broken = await report.evaluate(
    () => [...document.images].filter((image) => image.complete && image.naturalWidth === 0).length,
  );
  expect(broken).toBe(0);
  await context.close();
}
