import type { SampleType } from '../../../contract/images.ts';
import type { WritableImage } from '../pixel-source.ts';
import { planesOf } from '../plane-index.ts';
import { micrometres } from '../units.ts';

const namespace = 'http://www.openmicroscopy.org/Schemas/OME/2016-06';
/** OME's names of types where they are not ours. */
const types: Partial<Record<SampleType, string>> = { float32: 'float', float64: 'double' };

/**
 * OME-XML 2016-06 of an image: one Image, its channels, and all planes one after another from the first
 * directory on, z fastest, then c, then t. The sides of a pixel are in micrometres.
 */
export function omeXmlOf(image: WritableImage): string {
  const [times, channels, slices, height, width] = image.shape;
  const rgb = image.rgb === true && channels === 3;
  const pages = times * slices * (rgb ? 1 : channels);
  const pixels = attributes({
    ID: 'Pixels:0',
    DimensionOrder: 'XYZCT',
    Type: types[image.dtype] ?? image.dtype,
    BigEndian: 'false',
    ...(rgb ? { Interleaved: 'true' } : {}),
    SizeX: width,
    SizeY: height,
    SizeZ: slices,
    SizeC: channels,
    SizeT: times,
    ...sizeAttributes(image.pixelSize),
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<OME xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" Creator="Abbe" xsi:schemaLocation="${namespace} ${namespace}/ome.xsd">`,
    `<Image ID="Image:0"><Pixels ${pixels}>`,
    ...channelElements(image, rgb),
    `<TiffData IFD="0" PlaneCount="${pages}"/>`,
    ...planeElements(image, rgb),
    '</Pixels></Image></OME>',
  ].join('');
}

function channelElements({ channels, shape }: WritableImage, rgb: boolean): string[] {
  return Array.from({ length: rgb ? 1 : shape[1] }, (_v, i) => {
    const name = rgb ? {} : channels[i] ? { Name: channels[i] } : {};
    return `<Channel ${attributes({ ID: `Channel:0:${i}`, ...name, SamplesPerPixel: rgb ? 3 : 1 })}/>`;
  });
}

/** What is known of single planes; nothing for those of which nothing is. */
function planeElements({ shape, metadata }: WritableImage, rgb: boolean): string[] {
  if (!metadata) return [];
  const [times, channels, slices] = shape;
  const planes = [...planesOf({ shape: [times, rgb ? 1 : channels, slices, 1, 1] })];
  return planes.flatMap((index) => {
    const { exposure, time, position } = metadata(index);
    const known = {
      ...(exposure === undefined ? {} : { ExposureTime: exposure, ExposureTimeUnit: 's' }),
      ...(time === undefined ? {} : { DeltaT: time, DeltaTUnit: 's' }),
      ...(position === undefined ? {} : positionAttributes(position)),
    };
    if (Object.keys(known).length === 0) return [];
    return [`<Plane ${attributes({ TheZ: index.z, TheC: index.c, TheT: index.t, ...known })}/>`];
  });
}

function positionAttributes(position: { x: number; y: number; z?: number | undefined }) {
  const { x, y, z } = position;
  const along = { PositionX: x, PositionXUnit: 'µm', PositionY: y, PositionYUnit: 'µm' };
  return z === undefined ? along : { ...along, PositionZ: z, PositionZUnit: 'µm' };
}

/** Nothing for a side that is unknown, or whose unit is no length. */
function sizeAttributes(size: WritableImage['pixelSize']): Record<string, string | number> {
  const result: Record<string, string | number> = {};
  for (const axis of ['x', 'y', 'z'] as const) {
    const side = micrometres(size?.[axis] ?? undefined, size?.unit ?? '');
    if (side === undefined || !(side > 0)) continue;
    result[`PhysicalSize${axis.toUpperCase()}`] = side;
    result[`PhysicalSize${axis.toUpperCase()}Unit`] = 'µm';
  }
  return result;
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value))}"`)
    .join(' ');
}

/** Characters that XML cannot hold become a question mark. */
function escaped(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text
    .replace(/\p{Surrogate}/gu, '?')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '?')
    .replace(/[\t\n\r]/g, (character: string) => `&#${character.charCodeAt(0)};`)
    .replace(/[&<>"]/g, (character: string) => entities[character]!)
    .replace(/&amp;#(9|10|13);/g, '&#$1;');
}
