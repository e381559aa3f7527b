import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCellPhoto } from '../support/cell-photo.ts';
import { choosePreparation, goTo, useFolder } from '../support/walk-steps.ts';
import { eventually, walkThrough } from '../support/walk.ts';

// Where someone new was stuck: the sample that opens by itself, folders in folders, files added by mistake.

const walk = walkThrough({
  name: 'first-hour',
  firstStart: true,
  prepare: async (home) => {
    await mkdir(join(home, 'photos', 'tuesday'), { recursive: true });
    for (const [i, name] of ['IMG_1.png', 'IMG_2.png', 'tuesday/IMG_3.png', 'tuesday/IMG_4.png'].entries()) {
      await writeCellPhoto(join(home, 'photos', name), i);
    }
  },
});
const filesListed = () => walk.page.locator('.foot').innerText();

describe('someone new', () => {
  it('is told that what opened by itself is a sample, and where own images go', async () => {
    const { page } = walk;
    await page.getByText('This is the sample “Stained blood cells”').waitFor({ timeout: 60_000 });
    await page.click('button:has-text("Use my own images…")');
    await page.waitForSelector('nav [aria-current=page]:has-text("Home")');
  });

  it('makes a project by its name alone, where the last one was made', async () => {
    const { page, home } = walk;
    await page.evaluate(
      (folder) => localStorage.setItem('abbe.projectsFolder', JSON.stringify(folder)),
      home,
    );
    await page.click('button:has-text("New project…")');
    await page.keyboard.type('Mine');
    await page.keyboard.press('Enter');
    await page.getByText('No files yet').waitFor();
    expect(await page.locator('text=0 files').count()).toBe(0);
  });

  it('learns of a folder inside that was left out, and adds it', async () => {
    const { page, home } = walk;
    await page.getByRole('button', { name: 'Add folder…' }).first().click();
    await useFolder(walk, join(home, 'photos'));
    await page.getByText('tuesday: 2 images').waitFor();
    await eventually(filesListed).toMatch(/^2 files/);
    await walk.picture('folder-inside');
    await page.click('button:has-text("Add it too")');
    await eventually(filesListed).toMatch(/^4 files/);
    expect(await page.getByText('A folder inside was not added').count()).toBe(0);
  });

  it('finds the next folder beside the last one', async () => {
    const { page, home } = walk;
    await page.getByRole('button', { name: 'Add folder…' }).first().click();
    const where = page.locator('[role=dialog]').getByLabel('Folder; Enter goes there');
    await eventually(() => where.inputValue()).toBe(home);
    await page.keyboard.press('Escape');
  });

  it('takes files out again, and takes that back', async () => {
    const { page } = walk;
    await page.locator('[role=gridcell]').nth(1).click();
    await page
      .locator('[role=gridcell]')
      .nth(2)
      .click({ modifiers: ['Shift'] });
    await eventually(filesListed).toContain('2 chosen');
    await page.click('button:has-text("Take out of the project")');
    await eventually(filesListed).toMatch(/^2 files/);
    await page.keyboard.press('Control+z');
    await eventually(filesListed).toMatch(/^4 files/);
  });

  it('is led on to the preparation, whose cards count photos as photos', async () => {
    const { page } = walk;
    await page.click('button:has-text("Next: Prepare")');
    await choosePreparation(walk, 'cell-segmentation');
    await page.waitForSelector('ol.steps button:has-text("4 photos")');
    await goTo(walk, 'Home');
  });

  it('has nothing to complain of in the console', () => {
    expect(walk.complaints).toEqual([]);
  });
});
