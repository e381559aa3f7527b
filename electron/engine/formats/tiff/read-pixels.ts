import type { Rectangle } from '../../imaging/raster.ts';
import { allocateSamples, bytesPerSample, cutRegion, samplesOf } from '../pixel-source.ts';
import type { Samples } from '../pixel-source.ts';
import { AbbeError } from '../../../contract/errors.ts';
import { decompress, isPossible } from './decompress.ts';
import { rowBytes } from './page.ts';
import type { Page } from './page.ts';
import { samplesOfBlock } from './samples.ts';
import { compressions } from './tags.ts';

const endsEarly = 'the file ends before the picture does; copy it again from its source';
// zlib and libjpeg decode on other threads, of which there are four.
const blocksAtOnce = 4;

/**
 * A rectangle of one page, (y, x), for each of the wanted samples; no more blocks are read than it touches, and
 * of uncompressed strips no more rows.
 * @param into may be filled instead of new memory where there is one wanted sample.
 * @throws AbbeError invalid-input naming the file where a block is damaged or not there.
 */
export async function readPixels(
  page: Page,
  box: Rectangle,
  wanted: readonly number[],
  into?: Samples,
): Promise<Samples[]> {
  if (page.planar || page.storedSamples === 1) {
    const starts = wanted.map((sample) => directStart(page, sample));
    if (starts.every((start) => start !== undefined)) {
      const target = starts.length === 1 ? into : undefined;
      return Promise.all(starts.map((start) => readRows(page, box, start, target)));
    }
  }
  if (!isPossible(page)) throw page.file.broken(endsEarly);
  const results = wanted.map(() => allocateSamples(page.dtype, box.width * box.height));
  const planes = page.planar ? wanted : [0];
  const tasks = planes.flatMap((plane) => blocksUnder(page, box).map((block) => ({ ...block, plane })));
  for (let i = 0; i < tasks.length; i += blocksAtOnce) {
    const some = tasks.slice(i, i + blocksAtOnce);
    const decoded = await Promise.all(some.map((task) => readBlock(page, task, task.plane)));
    some.forEach((task, k) => {
      const targets = page.planar ? [results[wanted.indexOf(task.plane)]!] : results;
      targets.forEach((target, n) => {
        const [offset, step] = page.planar ? [0, 1] : [wanted[n]!, page.storedSamples];
        copyBlock(page, task, decoded[k]!, { target, box, offset, step });
      });
    });
  }
  return results;
}

/** A block, or the rows of it that are wanted. */
interface Block {
  column: number;
  row: number;
  /** First row in the block, and how many. */
  from: number;
  rows: number;
}

function blocksUnder(
  { width, height, blockWidth, blockHeight, tiled, ...page }: Page,
  box: Rectangle,
): Block[] {
  const whole = tiled || page.compression !== compressions.none;
  const blocks: Block[] = [];
  const last = Math.floor((box.y + box.height - 1) / blockHeight);
  const lastColumn = Math.floor((Math.min(box.x + box.width, width) - 1) / blockWidth);
  for (let row = Math.floor(box.y / blockHeight); row <= last; row += 1) {
    const top = row * blockHeight;
    const held = tiled ? blockHeight : Math.min(blockHeight, height - top);
    const from = whole ? 0 : Math.max(0, box.y - top);
    const end = whole ? held : Math.min(held, box.y + box.height - top);
    for (let column = Math.floor(box.x / blockWidth); column <= lastColumn; column += 1) {
      blocks.push({ column, row, from, rows: end - from });
    }
  }
  return blocks;
}

async function readBlock(page: Page, block: Block, plane: number): Promise<Samples> {
  const { file, blockWidth, width, height, blockHeight } = page;
  const columns = Math.ceil(width / blockWidth);
  const grid = columns * Math.ceil(height / blockHeight);
  const index = plane * (page.planar ? grid : 0) + block.row * columns + block.column;
  const stride = rowBytes(page, blockWidth);
  const size = stride * block.rows;
  const offset = page.offsets[index]!;
  const count = page.byteCounts[index]!;
  if (offset === 0) throw file.broken('a block of its pixels is missing; write the file again');
  const plain = page.compression === compressions.none;
  // No compression makes a block much larger than it was; a count beyond that, or the file, is wrong.
  const length = plain ? size : Math.max(0, Math.min(count, 2 * size + 4096, file.size - offset));
  try {
    // Small strips lie side by side: one read serves several. Uncompressed bytes become the samples themselves.
    const input = plain
      ? await file.read(offset + block.from * stride, length)
      : await file.readSmall(offset, length);
    const bytes = await decompress(page, input, size, block.rows);
    return samplesOfBlock(page, bytes.subarray(0, size), blockWidth, block.rows, file.bigEndian);
  } catch (thrown) {
    throw asBroken(page, thrown);
  }
}

interface Target {
  target: Samples;
  box: Rectangle;
  /** Which sample of a pixel, and the samples a pixel. */
  offset: number;
  step: number;
}

function copyBlock(page: Page, block: Block, samples: Samples, { target, box, offset, step }: Target): void {
  const left = block.column * page.blockWidth;
  const top = block.row * page.blockHeight + block.from;
  const [startX, endX] = [Math.max(box.x, left), Math.min(box.x + box.width, left + page.blockWidth)];
  const [startY, endY] = [Math.max(box.y, top), Math.min(box.y + box.height, top + block.rows)];
  for (let y = startY; y < endY; y += 1) {
    const from = ((y - top) * page.blockWidth + startX - left) * step + offset;
    const to = (y - box.y) * box.width + startX - box.x;
    const count = endX - startX;
    if (step === 1) target.set(samples.subarray(from, from + count) as never, to);
    else for (let i = 0; i < count; i += 1) target[to + i] = samples[from + i * step]!;
  }
}

/**
 * Where the samples of an uncompressed page begin whose strips lie one behind another, as most microscopes write
 * them; undefined where the page is not like that.
 */
function directStart(page: Page, sample: number): number | undefined {
  const { width, height, blockHeight, dtype, bits } = page;
  const bytes = width * bytesPerSample(dtype);
  const plain = page.compression === compressions.none && page.predictor === 1;
  if (!plain || page.tiled || width * bits !== 8 * bytes) return undefined;
  const strips = Math.ceil(height / blockHeight);
  const start = page.offsets[sample * strips]!;
  for (let i = 1; i < strips; i += 1) {
    if (page.offsets[sample * strips + i] !== start + i * blockHeight * bytes) return undefined;
  }
  return start === 0 ? undefined : start;
}

/** One read, straight into the samples. */
async function readRows(
  { file, width, dtype }: Page,
  box: Rectangle,
  start: number,
  into?: Samples,
): Promise<Samples> {
  const size = bytesPerSample(dtype);
  const [position, length] = [start + box.y * width * size, box.height * width * size];
  const fits = into?.byteLength === length && into.BYTES_PER_ELEMENT === size;
  const rows = fits ? Buffer.from(into.buffer, into.byteOffset, length) : await file.read(position, length);
  if (fits) await file.readInto(rows, position);
  const samples = samplesOf(swapped(rows, file.bigEndian, size), dtype);
  return box.width === width ? samples : cutRegion(samples, width, { ...box, y: 0 });
}

/** In place, where `samplesOf` would copy. */
function swapped(bytes: Buffer, bigEndian: boolean, size: number): Buffer {
  if (!bigEndian || size === 1) return bytes;
  return size === 2 ? bytes.swap16() : size === 4 ? bytes.swap32() : bytes.swap64();
}

function asBroken({ file }: Page, thrown: unknown): Error {
  if (thrown instanceof AbbeError) return thrown;
  const { message, code } = thrown as NodeJS.ErrnoException;
  const ends = code === 'Z_BUF_ERROR' || /premature end|unexpected end/i.test(message);
  const reason = ends
    ? endsEarly
    : `${(message.split('\n')[0] ?? '').replace(/\.$/, '')}; the file may be damaged, copy it again from its source`;
  return file.broken(reason, thrown);
}
