import type { PixelSize, SampleType } from '../../../contract/images.ts';
import type { CheckedFile } from '../checked-file.ts';
import { pixelSizeOf } from '../units.ts';
import { readChunk, readChunkMap } from './chunk-map.ts';
import { loopsOf } from './experiment.ts';
import type { Loop } from './experiment.ts';
import { decodeLiteVariant } from './lite-variant.ts';
import { numberAt, textAt, unwrap, valueAt, valuesAt } from './variant.ts';
import type { Variant } from './variant.ts';
import { decodeXmlVariant } from './xml-variant.ts';

/** A parsed XML text takes tens of times its own memory. */
const maxXmlBytes = 16 * 2 ** 20;

export interface Nd2Channel {
  name: string;
  /** Which of the samples of a pixel it is. */
  component: number;
  /** Seconds, where the camera's settings say so. */
  exposure?: number;
}

export interface Nd2Header {
  width: number;
  height: number;
  components: number;
  dtype: SampleType;
  /** Bytes from one row to the next. */
  rowBytes: number;
  compressed: boolean;
  loops: Loop[];
  channels: Nd2Channel[];
  rgb: boolean;
  /** Micrometres; null where the image is not calibrated. */
  pixelSize: PixelSize | null;
  /** The stage where the acquisition began, micrometres. */
  stage: { x?: number; y?: number; z?: number };
  /** Positions of the frames' chunks by number. */
  frames: Map<number, number>;
  /** One number a frame: ms of acquisition, ms of exposure, stage in micrometres. Absent: not recorded. */
  columns: {
    time?: Float64Array;
    exposure?: Float64Array;
    x?: Float64Array;
    y?: Float64Array;
    z?: Float64Array;
  };
}

/** Everything but pixels. @throws AbbeError invalid-input naming the file. */
export async function readHeader(file: CheckedFile): Promise<Nd2Header> {
  const chunks = await readChunkMap(file);
  const tree = async (name: string, suffix = ''): Promise<Variant | undefined> => {
    // From version 3 on the binary kind, named "LV"; before it XML.
    for (const key of [`${name}LV${suffix}!`, `${name}${suffix}!`]) {
      const position = chunks.get(key);
      if (position !== undefined) return unwrap(await decode(file, position, key));
    }
    return undefined;
  };
  const picture = await tree('ImageMetadataSeq', '|0');
  const attributes = attributesOf(file, await tree('ImageAttributes'));
  const loops = loopsOf(await tree('ImageMetadata'));
  return {
    ...attributes,
    loops,
    ...channelsOf(picture, attributes.components),
    pixelSize: calibrationOf(picture, loops),
    stage: definedOnly({
      x: numberAt(picture, 'dXPos'),
      y: numberAt(picture, 'dYPos'),
      z: numberAt(picture, 'dZPos'),
    }),
    frames: framesOf(chunks),
    columns: await readColumns(file, chunks),
  };
}

async function decode(file: CheckedFile, position: number, name: string): Promise<Variant> {
  const bytes = await readChunk(file, position, `metadata ("${name}")`, name);
  const isXml = bytes[0] === 0x3c;
  if (isXml && bytes.length > maxXmlBytes)
    throw file.broken(`its metadata "${name}" is too large to be read`);
  try {
    return isXml ? decodeXmlVariant(bytes) : decodeLiteVariant(bytes);
  } catch (thrown) {
    // Our own words are RangeErrors; the XML parser and zlib speak of their own matters.
    const reason =
      thrown instanceof RangeError && !('code' in thrown) ? thrown.message : 'its metadata is damaged';
    throw file.broken(`${reason} (in "${name}"); copy it again from its source`, thrown);
  }
}

type Attributes = Pick<Nd2Header, 'width' | 'height' | 'components' | 'dtype' | 'rowBytes' | 'compressed'>;

function attributesOf(file: CheckedFile, node: Variant | undefined): Attributes {
  const need = (name: string): number => {
    const value = numberAt(node, name);
    if (value !== undefined && Number.isInteger(value) && value > 0) return value;
    throw file.broken(`its attributes do not say "${name}"; the file is damaged`);
  };
  const [width, height, components] = [need('uiWidth'), need('uiHeight'), need('uiComp')];
  if (components > 1024) throw file.broken(`it claims ${components} channels; the file is damaged`);
  const bits = need('uiBpcInMemory');
  const dtype = ({ 8: 'uint8', 16: 'uint16', 32: 'float32' } as const)[bits];
  if (dtype === undefined) throw file.broken(`its samples are of ${bits} bits; 8, 16 and 32 can be read`);
  const compression = numberAt(node, 'eCompression') ?? 2;
  if (compression === 1) {
    throw file.broken(
      'its planes are compressed with loss (JPEG 2000), which is not supported; export it as OME-TIFF from NIS-Elements',
    );
  }
  const packed = width * components * (bits / 8);
  const rowBytes = numberAt(node, 'uiWidthBytes') || packed;
  if (rowBytes < packed || rowBytes > packed + 4096) {
    throw file.broken(`a row of ${width} pixels cannot take ${rowBytes} bytes; the file is damaged`);
  }
  return { width, height, components, dtype, rowBytes, compressed: compression === 0 };
}

/** Channels in the order of a pixel's samples. Colour is stored blue, green, red. */
function channelsOf(picture: Variant | undefined, components: number): Pick<Nd2Header, 'channels' | 'rgb'> {
  const listed = valuesAt(picture, 'sPicturePlanes', 'sPlaneNew');
  const planes = listed.length > 0 ? listed : valuesAt(picture, 'sPicturePlanes', 'sPlane');
  const channels: Nd2Channel[] = [];
  for (const [i, plane] of planes.entries()) {
    const setting = numberAt(plane, 'uiSampleIndex') ?? i;
    const exposure = numberAt(picture, 'sPicturePlanes', 'sSampleSetting', `a${setting}`, 'dExposureTime');
    const known = exposure !== undefined && exposure > 0 ? { exposure: exposure / 1000 } : {};
    const name = textAt(plane, 'sDescription') ?? `Channel ${i + 1}`;
    const first = channels.length;
    if (numberAt(plane, 'uiCompCount') === 3) {
      const prefix = planes.length === 1 ? '' : `${name} `;
      for (const [j, colour] of ['Red', 'Green', 'Blue'].entries()) {
        channels.push({ name: prefix + colour, component: first + 2 - j, ...known });
      }
    } else channels.push({ name, component: first, ...known });
  }
  if (channels.length === components) return { channels, rgb: planes.length === 1 && components === 3 };
  const unnamed = Array.from({ length: components }, (_, i) => ({ name: `Channel ${i + 1}`, component: i }));
  return { channels: unnamed, rgb: false };
}

function calibrationOf(picture: Variant | undefined, loops: Loop[]): PixelSize | null {
  const calibration = numberAt(picture, 'dCalibration') ?? 0;
  const calibrated = valueAt(picture, 'bCalibrated') !== false && calibration > 0;
  const xy = calibrated ? calibration : null;
  return pixelSizeOf(xy, xy, loops.find(({ step }) => step !== undefined)?.step);
}

function framesOf(chunks: Map<string, number>): Map<number, number> {
  const frames = new Map<number, number>();
  for (const [name, position] of chunks) {
    const number = /^ImageDataSeq\|(\d{1,9})!$/.exec(name)?.[1];
    if (number !== undefined) frames.set(Number(number), position);
  }
  return frames;
}

const columnNames = {
  time: ['AcqTimesCache'],
  exposure: ['Camera_ExposureTime1'],
  x: ['X'],
  y: ['Y'],
  z: ['Z', 'Z1'],
} as const;

/** The recorded columns; they are extras, so that a damaged one is as good as none. */
async function readColumns(file: CheckedFile, chunks: Map<string, number>): Promise<Nd2Header['columns']> {
  const columns: Nd2Header['columns'] = {};
  for (const [column, names] of Object.entries(columnNames)) {
    const name = names.map((id) => `CustomData|${id}!`).find((key) => chunks.has(key));
    if (name === undefined) continue;
    const bytes = await readChunk(file, chunks.get(name) as number, name, name).catch(() => null);
    if (bytes === null) continue;
    const count = Math.floor(bytes.length / 8);
    columns[column as keyof typeof columnNames] = new Float64Array(bytes.buffer as ArrayBuffer, 0, count);
  }
  return columns;
}

function definedOnly(stage: { [axis in 'x' | 'y' | 'z']: number | undefined }): Nd2Header['stage'] {
  return Object.fromEntries(Object.entries(stage).filter(([, value]) => value !== undefined));
}
