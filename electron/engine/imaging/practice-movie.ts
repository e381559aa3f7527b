import type { Exposure } from './exposure-alternation.ts';
import { withMats } from './opencv.ts';
import type { Mat, OpenCv } from './opencv.ts';
import type { Motion, Plane } from './registration/plane.ts';
import { cutPlane } from './registration/plane.ts';
import { resample, toFloatMat } from './registration/resample.ts';

export interface PracticeSettings {
  frames: number;
  /** Mean photons a pixel in the signal (above Otsu's threshold), in low and in high frames. */
  lowPhotons: number;
  highPhotons: number;
  /** Photons of background a pixel in a low frame; more in a high frame, in the ratio of the photons. */
  backgroundPhotons: number;
  /** Drift reaches this many pixels along each axis, and no further. */
  drift: number;
  driftKind: 'random-walk' | 'linear';
  /** Rotation reaches this many degrees either way. */
  rotation: number;
  /** Share of the light lost from the first to the last frame. */
  bleaching: number;
  /** Frames, counted before any is dropped, that are left out as a camera that missed them would. */
  drop: readonly number[];
  first: Exposure;
  /** Grey level without light, grey levels a photon, and read noise in grey levels (Gaussian). */
  offset: number;
  gain: number;
  readNoise: number;
}

/** What a frame of a practice movie was made with. */
export interface PracticeFrame {
  /** In the movie; `planned` counts dropped frames too. */
  index: number;
  planned: number;
  exposure: Exposure;
  /** Mean photons a pixel in the signal. */
  photons: number;
  /** Where the scene lies in this frame: shifted by (drift.dx, drift.dy) after a turn, see `Motion`. */
  drift: Motion;
}

/** The lobes of the kernel that shifts scenes: an ideal shift up to 0.45 cycles a pixel. */
const lobes = 16;
/** The source's own noise must not be seen as structure, and a blurred scene can be shifted without aliasing. */
const blur = 1;
const surroundingsSigma = 20;

/**
 * A picture as a scene without noise: blurred by 1 px, its background 0 and the mean of its signal (the pixels
 * above Otsu's threshold) 1. The background is the 5th percentile; with `brightField` the scene is what differs
 * from its surroundings (a Gaussian of 20 px) more than nine tenths of the picture do, as if cells were stained.
 * @throws RangeError for a picture without contrast.
 */
export function practiceScene(cv: OpenCv, plane: Plane, brightField = false): Plane {
  const data = withMats(cv, (keep) => {
    const mat = keep(new cv.Mat());
    toFloatMat(cv, plane, keep).convertTo(mat, cv.CV_32F);
    const blurBy = (sigma: number, target: Mat): void =>
      cv.GaussianBlur(mat, target, new cv.Size(0, 0), sigma);
    const surroundings = keep(new cv.Mat());
    if (brightField) blurBy(surroundingsSigma, surroundings);
    blurBy(blur, mat);
    if (brightField) {
      cv.absdiff(mat, surroundings, mat);
      blurBy(blur, mat);
    }
    return Float32Array.from(mat.data32F as Float32Array);
  });
  const sorted = data.toSorted();
  const background = sorted[Math.floor((brightField ? 0.9 : 0.05) * (sorted.length - 1))] as number;
  const signal = meanAbove(sorted, otsuSplit(sorted)) - background;
  if (!(signal > 0)) throw new RangeError('The picture has no contrast, so that no movie can be made of it.');
  return { ...plane, data: data.map((value) => Math.max(0, (value - background) / signal)) };
}

/** When each frame is taken, how brightly, and where the scene then lies; depends on `random` alone. */
export function practiceSchedule(settings: PracticeSettings, random: () => number): PracticeFrame[] {
  const frames: PracticeFrame[] = [];
  let drift: Motion = { dx: 0, dy: 0, rotation: 0 };
  for (let planned = 0; planned < settings.frames; planned += 1) {
    if (planned > 0) drift = nextDrift(settings, drift, planned, random);
    const isFirst = planned % 2 === 0;
    const exposure = isFirst === (settings.first === 'low') ? 'low' : 'high';
    if (settings.drop.includes(planned)) continue;
    const full = exposure === 'low' ? settings.lowPhotons : settings.highPhotons;
    const photons = full * (1 - (settings.bleaching * planned) / Math.max(1, settings.frames - 1));
    frames.push({ index: frames.length, planned, exposure, photons, drift });
  }
  return frames;
}

function nextDrift(settings: PracticeSettings, last: Motion, planned: number, random: () => number): Motion {
  const { drift, rotation, frames, driftKind } = settings;
  if (driftKind === 'linear') {
    const share = planned / Math.max(1, frames - 1);
    return { dx: drift * share, dy: -0.6 * drift * share, rotation: rotation * share };
  }
  // Steps of up to a quarter of the range, turned back at its ends.
  const walk = (from: number, range: number): number => {
    const to = from + (random() - 0.5) * 0.5 * range;
    return Math.abs(to) > range ? Math.sign(to) * (2 * range) - to : to;
  };
  return { dx: walk(last.dx, drift), dy: walk(last.dy, drift), rotation: walk(last.rotation, rotation) };
}

/** Pixels that a frame loses on every side to the drift, so that its edges are real. */
export function practiceMargin(
  { width, height }: Pick<Plane, 'width' | 'height'>,
  settings: PracticeSettings,
): number {
  const turn = (Math.max(width, height) / 2) * Math.sin((settings.rotation * Math.PI) / 180);
  return Math.ceil(settings.drift + turn) + lobes;
}

/**
 * One frame as a camera takes it: the scene moved, cut by `margin` on every side, Poisson noise of the photons,
 * gain, offset and Gaussian read noise, rounded to 16 bits.
 * A shift is by a kernel made for it (exact to 1e-3 px below 0.45 cycles a pixel); a rotation rounds positions to
 * 1/32 px, without a mean.
 */
export function practiceExposure(
  cv: OpenCv,
  scene: Plane,
  frame: Pick<PracticeFrame, 'photons' | 'drift'>,
  settings: PracticeSettings,
  margin: number,
  random: () => number,
): Plane {
  const moved = resample(cv, scene, frame.drift, lobes).plane;
  const size = { width: scene.width - 2 * margin, height: scene.height - 2 * margin };
  const cut = cutPlane(moved, { x: margin, y: margin, ...size });
  const background = (settings.backgroundPhotons * frame.photons) / settings.lowPhotons;
  const data = new Uint16Array(cut.data.length);
  for (let i = 0; i < data.length; i += 1) {
    const light = Math.max(0, cut.data[i] as number) * frame.photons + background;
    const level =
      settings.offset + settings.gain * poisson(light, random) + settings.readNoise * normal(random);
    data[i] = Math.round(Math.min(65535, Math.max(0, level)));
  }
  return { ...size, data };
}

/** A Poisson number: by multiplication (Knuth) up to 30, by the normal distribution above, where it fits to 1 %. */
function poisson(mean: number, random: () => number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > limit; product *= random()) count += 1;
  return count;
}

/** A standard normal number (Box and Muller 1958). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Otsu's threshold of sorted values, over 256 steps between the extremes. */
function otsuSplit(sorted: Float32Array): number {
  const total = sorted.reduce((sum, value) => sum + value, 0);
  const [low, high] = [sorted[0] as number, sorted.at(-1) as number];
  let [best, threshold, sum, index] = [-1, low, 0, 0];
  for (let step = 1; step < 256; step += 1) {
    const edge = low + ((high - low) * step) / 256;
    for (; index < sorted.length && (sorted[index] as number) < edge; index += 1)
      sum += sorted[index] as number;
    const above = sorted.length - index;
    if (index === 0 || above === 0) continue;
    const between = index * above * (sum / index - (total - sum) / above) ** 2;
    if (between > best) [best, threshold] = [between, edge];
  }
  return threshold;
}

function meanAbove(sorted: Float32Array, threshold: number): number {
  const above = sorted.filter((value) => value >= threshold);
  return above.reduce((sum, value) => sum + value, 0) / Math.max(1, above.length);
}
