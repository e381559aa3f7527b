import { loadOpenCv, fromMat, withMats } from './opencv.ts';
import { crop } from './raster.ts';
import type { Raster } from './raster.ts';

/** Of Hershey's simplex letters at scale 1 (px): a capital's height, room below the line, and the widest letter. */
const [capital, below, widest] = [21, 9, 30];

/**
 * One line of text as a picture, black on white, (height, width, 1) uint8, as wide as its letters. OpenCV's own
 * stroke letters, so that a picture looks the same on every machine; they are ASCII, anything else becomes `?`.
 * @param size height of capitals in px.
 * @throws RangeError where there is nothing to write.
 */
export async function textPicture(text: string, size = 10): Promise<Raster> {
  if (text.trim() === '' || !(size >= 4)) {
    throw new RangeError(`“${text}” in letters of ${size} px leaves nothing to see.`);
  }
  const { cv } = await loadOpenCv();
  const scale = size / capital;
  const height = Math.ceil((capital + below) * scale) + 4;
  const whole = withMats(cv, (keep) => {
    const width = Math.ceil(text.length * widest * scale) + 8;
    const canvas = keep(new cv.Mat(height, width, cv.CV_8UC1, new cv.Scalar(255)));
    const base = new cv.Point(3, 2 + Math.ceil(size));
    const plain = text.replaceAll('−', '-').replaceAll(/[^\x20-\x7e]/g, '?');
    cv.putText(canvas, plain, base, cv.FONT_HERSHEY_SIMPLEX, scale, new cv.Scalar(0), 1, cv.LINE_AA);
    return fromMat(canvas, 'uint8');
  });
  return crop(whole, { x: 0, y: 0, width: inkWidth(whole) + 3, height });
}

/** Up to the last column that is not white. */
function inkWidth({ width, data }: Raster): number {
  let last = 0;
  data.forEach((value, i) => {
    if (value < 255) last = Math.max(last, i % width);
  });
  return Math.min(last + 1, width - 3);
}
