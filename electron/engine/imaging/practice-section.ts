import { gaussianBlur } from './gaussian-blur.ts';
import { seededRandom } from './seeded-random.ts';

/** A drawn section of tissue as an electron microscope would show it, with the truth it was drawn from. */
export interface PracticeSection {
  /** Side of the square planes, in px. */
  side: number;
  /** 8-bit, as recorded: membranes and mitochondria dark. */
  raw: Uint8Array;
  /** 255 where it is, else 0. */
  membranes: Uint8Array;
  mitochondria: Uint8Array;
}

interface Cell {
  x: number;
  y: number;
  /** Added to the distance: the larger, the smaller the cell. */
  weight: number;
  grey: number;
}

interface Ellipse {
  cell: number;
  x: number;
  y: number;
  long: number;
  short: number;
  angle: number;
}

/** Which cell each pixel is in, and how far (px) it is from the border to the next. */
interface CellMap {
  owner: Uint16Array;
  depth: Float32Array;
}

const cellSide = 58;
const halfMembrane = 2.6;
const lloydSteps = 3;
/** Electrons a pixel at grey level 255. */
const dose = 160;
const grey = { membrane: 62, matrix: 104, rim: 70, cytoplasm: [158, 196] } as const;

/**
 * Draws one section: relaxed Voronoi cells of uneven size with wavy membranes, mitochondria with a dark rim and
 * cristae, vesicles, uneven brightness, blur and shot noise. Depends on its arguments alone.
 */
export async function drawPracticeSection(
  side: number,
  seed: number,
  index: number,
): Promise<PracticeSection> {
  const random = seededRandom(seed, index);
  const cells = relaxed(side, scatter(side, random));
  const map = cellMap(side, cells, waves(random));
  const ellipses = placeMitochondria(map, side, cells, random);
  const membranes = new Uint8Array(side * side);
  const mitochondria = new Uint8Array(side * side);
  const light = new Float32Array(side * side);
  for (let i = 0; i < light.length; i += 1) {
    const depth = map.depth[i] as number;
    if (depth < halfMembrane) membranes[i] = 255;
    const wall = Math.exp(-((depth / 2.4) ** 2));
    const cytoplasm = (cells[map.owner[i] as number] as Cell).grey;
    light[i] = cytoplasm + (grey.membrane - cytoplasm) * wall;
  }
  for (const ellipse of ellipses) paintMitochondrion(side, map, ellipse, { light, mitochondria });
  paintVesicles(side, map, light, mitochondria, random);
  return { side, raw: await recorded(side, light, random), membranes, mitochondria };
}

function scatter(side: number, random: () => number): Cell[] {
  const cells: Cell[] = [];
  for (let y = -cellSide; y < side + cellSide; y += cellSide) {
    for (let x = -cellSide; x < side + cellSide; x += cellSide) {
      const small = random() < 0.3;
      cells.push({
        x: x + cellSide * random(),
        y: y + cellSide * random(),
        weight: small ? 8 + 8 * random() : 6 * random(),
        grey: grey.cytoplasm[0] + (grey.cytoplasm[1] - grey.cytoplasm[0]) * random(),
      });
    }
  }
  return cells;
}

/** Each cell moves to its middle a few times (Lloyd), on a coarse grid, so that none is a sliver. */
function relaxed(side: number, cells: Cell[]): Cell[] {
  const step = 6;
  let current = cells;
  for (let round = 0; round < lloydSteps; round += 1) {
    const sums = current.map(() => ({ x: 0, y: 0, n: 0 }));
    for (let y = -cellSide; y < side + cellSide; y += step) {
      for (let x = -cellSide; x < side + cellSide; x += step) {
        const sum = sums[nearest(current, x, y).first] as { x: number; y: number; n: number };
        sum.x += x;
        sum.y += y;
        sum.n += 1;
      }
    }
    current = current.map((cell, i) => {
      const { x, y, n } = sums[i] as { x: number; y: number; n: number };
      return n === 0 ? cell : { ...cell, x: x / n, y: y / n };
    });
  }
  return current;
}

/** The nearest cell, and by how much the next one is farther. */
function nearest(cells: readonly Cell[], x: number, y: number): { first: number; gap: number } {
  let [first, best, next] = [0, Infinity, Infinity];
  for (let i = 0; i < cells.length; i += 1) {
    const cell = cells[i] as Cell;
    const distance = Math.sqrt((cell.x - x) ** 2 + (cell.y - y) ** 2) + cell.weight;
    if (distance < best) [first, next, best] = [i, best, distance];
    else if (distance < next) next = distance;
  }
  return { first, gap: next - best };
}

type Waves = (x: number, y: number) => { dx: number; dy: number };

/** A smooth field of shifts: a few plane waves of 40 to 150 px. */
function waves(random: () => number): Waves {
  const parts = Array.from({ length: 7 }, () => {
    const [angle, length] = [2 * Math.PI * random(), 40 + 110 * random()];
    const k = (2 * Math.PI) / length;
    return {
      kx: k * Math.cos(angle),
      ky: k * Math.sin(angle),
      phase: 2 * Math.PI * random(),
      turn: 2 * Math.PI * random(),
      size: length / 34,
    };
  });
  return (x, y) => {
    let [dx, dy] = [0, 0];
    for (const { kx, ky, phase, turn, size } of parts) {
      const wave = size * Math.sin(kx * x + ky * y + phase);
      dx += wave * Math.cos(turn);
      dy += wave * Math.sin(turn);
    }
    return { dx, dy };
  };
}

function cellMap(side: number, cells: readonly Cell[], shift: Waves): CellMap {
  const owner = new Uint16Array(side * side);
  const depth = new Float32Array(side * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const { dx, dy } = shift(x, y);
      const { first, gap } = nearest(cells, x + dx, y + dy);
      owner[y * side + x] = first;
      depth[y * side + x] = gap / 2;
    }
  }
  return { owner, depth };
}

/** One or two in about two thirds of the larger cells, where a cell is deepest. */
function placeMitochondria(
  { owner, depth }: CellMap,
  side: number,
  cells: readonly Cell[],
  random: () => number,
): Ellipse[] {
  const found: Ellipse[] = [];
  for (let cell = 0; cell < cells.length; cell += 1) {
    const wanted = random() < 0.65 ? (random() < 0.3 ? 2 : 1) : 0;
    for (let n = 0; n < wanted; n += 1) {
      const { x, y } = cells[cell] as Cell;
      const at = { x: Math.round(x + 24 * (random() - 0.5)), y: Math.round(y + 24 * (random() - 0.5)) };
      const [angle, stretch, fill] = [Math.PI * random(), 1.1 + 1.1 * random(), 0.5 + 0.3 * random()];
      if (at.x < 0 || at.y < 0 || at.x >= side || at.y >= side) continue;
      const room = depth[at.y * side + at.x] as number;
      if (owner[at.y * side + at.x] !== cell || room < 11) continue;
      const short = Math.min(15, fill * room);
      const ellipse = { cell, ...at, long: short * stretch, short, angle };
      if (found.every((other) => Math.hypot(other.x - at.x, other.y - at.y) > other.long + ellipse.long))
        found.push(ellipse);
    }
  }
  return found;
}

function paintMitochondrion(
  side: number,
  { owner, depth }: CellMap,
  { cell, x, y, long, short, angle }: Ellipse,
  { light, mitochondria }: { light: Float32Array; mitochondria: Uint8Array },
): void {
  const [cos, sin, reach] = [Math.cos(angle), Math.sin(angle), Math.ceil(long) + 1];
  for (let py = Math.max(0, y - reach); py <= Math.min(side - 1, y + reach); py += 1) {
    for (let px = Math.max(0, x - reach); px <= Math.min(side - 1, x + reach); px += 1) {
      const i = py * side + px;
      const u = cos * (px - x) + sin * (py - y);
      const v = cos * (py - y) - sin * (px - x);
      const radius = Math.hypot(u / long, v / short);
      if (radius > 1 || owner[i] !== cell || (depth[i] as number) < halfMembrane + 1) continue;
      mitochondria[i] = 255;
      const inner = (1 - radius) * short;
      const crista = 0.5 + 0.5 * Math.sin(u / 1.35 + 0.12 * v);
      light[i] = inner < 1.8 ? grey.rim : grey.matrix + 26 * crista;
    }
  }
}

/** Small dark rings in the cytoplasm, in clouds: some cells have many and most have few. */
function paintVesicles(
  side: number,
  { owner, depth }: CellMap,
  light: Float32Array,
  mitochondria: Uint8Array,
  random: () => number,
): void {
  for (let n = 0; n < (side * side) / 260; n += 1) {
    const [x, y, radius] = [
      4 + Math.floor((side - 8) * random()),
      4 + Math.floor((side - 8) * random()),
      1.6 + 1.2 * random(),
    ];
    const crowded = ((owner[y * side + x] as number) * 7919) % 5 === 0;
    const keep = random() < (crowded ? 0.9 : 0.16);
    if (!keep || (depth[y * side + x] as number) < 5) continue;
    for (let dy = -3; dy <= 3; dy += 1) {
      for (let dx = -3; dx <= 3; dx += 1) {
        const i = (y + dy) * side + x + dx;
        const ring = Math.abs(Math.hypot(dx, dy) - radius);
        if (ring < 0.8 && mitochondria[i] === 0) light[i] = (light[i] as number) * (0.62 + 0.2 * ring);
      }
    }
  }
}

/** Uneven brightness, the beam's blur, and shot noise of the electrons counted. */
async function recorded(side: number, light: Float32Array, random: () => number): Promise<Uint8Array> {
  const [tiltX, tiltY, bow] = [0.14 * (random() - 0.5), 0.14 * (random() - 0.5), 0.1 * random()];
  const plane = { width: side, height: side, channels: 1, dtype: 'float32', data: light, notes: [] } as const;
  const { data: blurred } = await gaussianBlur({ ...plane, notes: [] }, 5, 0.8);
  const raw = new Uint8Array(side * side);
  for (let i = 0; i < raw.length; i += 1) {
    const [u, v] = [(i % side) / side - 0.5, Math.floor(i / side) / side - 0.5];
    const level = (blurred[i] as number) * (1 + tiltX * u + tiltY * v - bow * (u * u + v * v));
    const electrons = (level / 255) * dose;
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    raw[i] = Math.max(
      0,
      Math.min(255, Math.round((255 * (electrons + Math.sqrt(electrons) * normal)) / dose)),
    );
  }
  return raw;
}
