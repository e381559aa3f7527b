import { XMLParser } from 'fast-xml-parser';
import type { PixelSize, PlaneMetadata } from '../../../contract/images.ts';
import { micrometres, pixelSizeOf, toSeconds } from '../units.ts';

/** One run of planes: which directory of which file holds the plane at (t, c, z), and those that follow. */
export interface OmePlaneRun {
  c: number;
  t: number;
  z: number;
  ifd: number;
  /** Planes from here on; undefined: all that the file has. */
  count: number | undefined;
  /** Undefined: the file that holds the XML. */
  fileName: string | undefined;
  uuid: string | undefined;
}

/** An Image element with its Pixels. */
export interface OmeImage {
  sizes: { x: number; y: number; z: number; c: number; t: number };
  /** The axes of the planes, the fastest first, e.g. "zct". */
  order: string;
  pixelSize: PixelSize | null;
  channels: { name: string; samples: number }[];
  runs: OmePlaneRun[];
  /** Seconds between time points. */
  interval: number | undefined;
  /** By `t,c,z`, as the file counts them. */
  planes: Map<string, PlaneMetadata>;
}

export interface OmeDocument {
  uuid: string | undefined;
  /** The file that holds the metadata where this one has none (BinaryOnly). */
  metadataFile: string | undefined;
  images: OmeImage[];
}

type Element = { [name: string]: string | Element | (string | Element)[] | undefined };

const repeated = new Set(['Image', 'Channel', 'TiffData', 'Plane']);
const mostPlanes = 2_000_000;

export function isOmeXml(text: string): boolean {
  return /^\s*<(\?xml|!--|OME|\w+:OME)/.test(text) && /<(\w+:)?OME[\s>]/.test(text);
}

/**
 * Reads OME-XML of any schema version (2016-06 is current) as far as it is needed to find the planes and to name
 * them.
 * @throws RangeError or the parser's error where it is not well-formed or a required attribute is absurd; a
 * document type definition is refused, as OME-XML has none and its entities can grow without a bound.
 */
export function parseOmeXml(text: string): OmeDocument {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new RangeError('it defines entities of its own');
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    isArray: (name) => repeated.has(name),
    processEntities: { enabled: true, maxTotalExpansions: 1_000_000, maxExpandedLength: 10_000_000 },
  });
  const document = parser.parse(text) as Element;
  const root = child(document, 'OME');
  if (!root) throw new RangeError('it has no OME element');
  const binaryOnly = child(root, 'BinaryOnly');
  return {
    uuid: attribute(root, 'UUID'),
    metadataFile: binaryOnly && attribute(binaryOnly, 'MetadataFile'),
    images: children(root, 'Image').flatMap((image) => {
      const pixels = child(image, 'Pixels');
      return pixels ? [readPixels(pixels)] : [];
    }),
  };
}

function readPixels(pixels: Element): OmeImage {
  const size = (name: string): number => {
    const value = whole(pixels, name);
    if (value === undefined || value < 1) throw new RangeError(`its ${name} is ${attribute(pixels, name)}`);
    return value;
  };
  const sizes = { x: size('SizeX'), y: size('SizeY'), z: size('SizeZ'), c: size('SizeC'), t: size('SizeT') };
  if (sizes.z * sizes.c * sizes.t > mostPlanes) throw new RangeError('it claims over two million planes');
  const order = (attribute(pixels, 'DimensionOrder') ?? '').toLowerCase();
  if (!/^xy(?!.*(.).*\1)[zct]{3}$/.test(order)) throw new RangeError(`its DimensionOrder is "${order}"`);
  const length = (name: string): number | undefined =>
    micrometres(decimal(pixels, name), attribute(pixels, `${name}Unit`) ?? 'µm');
  return {
    sizes,
    order: order.slice(2),
    pixelSize: pixelSizeOf(length('PhysicalSizeX'), length('PhysicalSizeY'), length('PhysicalSizeZ')),
    channels: children(pixels, 'Channel').map((channel) => ({
      name: attribute(channel, 'Name') ?? '',
      samples: whole(channel, 'SamplesPerPixel') ?? 1,
    })),
    runs: children(pixels, 'TiffData').map(readRun),
    interval: toSeconds(decimal(pixels, 'TimeIncrement'), attribute(pixels, 'TimeIncrementUnit') ?? 's'),
    planes: new Map(children(pixels, 'Plane').map(readPlane)),
  };
}

function readRun(data: Element): OmePlaneRun {
  const uuid = child(data, 'UUID');
  const text = data['UUID'];
  const ifd = whole(data, 'IFD');
  return {
    c: whole(data, 'FirstC') ?? 0,
    t: whole(data, 'FirstT') ?? 0,
    z: whole(data, 'FirstZ') ?? 0,
    ifd: ifd ?? 0,
    count: whole(data, 'PlaneCount') ?? (ifd === undefined ? undefined : 1),
    fileName: uuid && attribute(uuid, 'FileName'),
    uuid: typeof text === 'string' ? text : uuid && attribute(uuid, '#text'),
  };
}

function readPlane(plane: Element): [string, PlaneMetadata] {
  const time = (name: string): number | undefined =>
    toSeconds(decimal(plane, name), attribute(plane, `${name}Unit`) ?? 's');
  // Without a unit a position is in an unknown frame of reference, and left out.
  const place = (name: string): number | undefined =>
    micrometres(decimal(plane, name), attribute(plane, `${name}Unit`) ?? '');
  const [exposure, at] = [time('ExposureTime'), time('DeltaT')];
  const [x, y, z] = [place('PositionX'), place('PositionY'), place('PositionZ')];
  const metadata: PlaneMetadata = {
    ...(exposure !== undefined && exposure >= 0 ? { exposure } : {}),
    ...(at === undefined ? {} : { time: at }),
    ...(x === undefined || y === undefined ? {} : { position: { x, y, ...(z === undefined ? {} : { z }) } }),
  };
  return [[whole(plane, 'TheT'), whole(plane, 'TheC'), whole(plane, 'TheZ')].join(), metadata];
}

function child(parent: Element, name: string): Element | undefined {
  const found = children(parent, name)[0];
  return found;
}

function children(parent: Element, name: string): Element[] {
  const found = parent[name];
  const list = Array.isArray(found) ? found : [found];
  return list.filter((element) => typeof element === 'object');
}

function attribute(element: Element, name: string): string | undefined {
  const value = element[name];
  return typeof value === 'string' ? value : undefined;
}

function decimal(element: Element, name: string): number | undefined {
  const value = attribute(element, name);
  return value === undefined || value.trim() === '' ? undefined : Number(value);
}

/** A whole number from 0 on; undefined where the attribute is absent or something else. */
function whole(element: Element, name: string): number | undefined {
  const value = decimal(element, name);
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
