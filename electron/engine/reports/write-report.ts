import { join } from 'node:path';
import { toDisplay } from '../imaging/display.ts';
import type { Raster } from '../imaging/raster.ts';
import { scaleBar } from '../imaging/scale-bar.ts';
import { chartFiles } from './charts/chart-files.ts';
import { tableCsv } from './charts/chart-table.ts';
import { lossesCsv } from './curve-section.ts';
import { examplePanels, limitsOf } from './example-section.ts';
import type { CaptionedPanel, ExamplePanels } from './example-section.ts';
import { reportPage, reportSections } from './page.ts';
import type { ReportPictures } from './page.ts';
import { panelPng } from './panel.ts';
import type { ReportContent } from './report-content.ts';
import { scoresTable } from './score-section.ts';
import { makeFolder, writeFile } from './write-file.ts';

/**
 * Writes a report into a folder, which is made: index.html, losses.csv, scores.csv, and figures/ with each chart as
 * SVG, PNG and CSV and each example's pictures as PNG with a scale bar. The page comes last, so that one that is there is
 * whole. It holds its pictures itself, opens offline and loads nothing.
 * @returns the path of the page.
 * @throws AbbeError naming the file that cannot be written.
 */
export async function writeReport(folder: string, content: ReportContent): Promise<string> {
  const figures = join(folder, 'figures');
  await makeFolder(figures);
  const sections = await reportSections(content);
  for (const { name, chart } of sections.flatMap((section) => section.figures)) {
    for (const [file, bytes] of await chartFiles(name, chart)) await writeFile(join(figures, file), bytes);
  }
  const pictures = picturesOf(content);
  await writePictures(figures, pictures);
  await writeFile(join(folder, 'losses.csv'), lossesCsv(content.losses));
  await writeFile(join(folder, 'scores.csv'), tableCsv(scoresTable(content.evaluation)));
  const page = join(folder, 'index.html');
  await writeFile(page, await reportPage(content, sections, pictures));
  return page;
}

function picturesOf(content: ReportContent): ReportPictures {
  const { examples, photo, gallery } = content;
  const limits = limitsOf(examples);
  return {
    examples: examples.map((example) => examplePanels(example, content.evaluation, limits)),
    photo: photo && examplePanels(photo, content.evaluation, limits),
    gallery: gallery && {
      generated: gallery.generated.map((image, i) => galleryPanel('generated', image, i)),
      real: gallery.real.map((image, i) => galleryPanel('real', image, i)),
    },
  };
}

function galleryPanel(name: string, image: Raster, index: number): CaptionedPanel {
  const bar = scaleBar(image.width, null);
  const number = index + 1;
  const alt = `${name} image ${number}`;
  return { name: `${name}-${number}`, alt, picture: toDisplay(image), bar, caption: '' };
}

async function writePictures(folder: string, { examples, photo, gallery }: ReportPictures): Promise<void> {
  const all: [string, ExamplePanels][] = examples.map((example, i) => [`example-${i + 1}`, example]);
  if (photo) all.push(['photo', photo]);
  for (const [prefix, { panels, detail }] of all) {
    for (const panel of [...panels, ...detail]) {
      await writeFile(join(folder, `${prefix}-${panel.name}.png`), await panelPng(panel));
    }
  }
  for (const panel of gallery ? [...gallery.generated, ...gallery.real] : []) {
    await writeFile(join(folder, `${panel.name}.png`), await panelPng(panel));
  }
}
