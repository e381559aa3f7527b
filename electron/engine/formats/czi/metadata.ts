import { XMLParser } from 'fast-xml-parser';
import type { PixelSize, PlaneMetadata } from '../../../contract/images.ts';
import { readLength } from '../checked-file.ts';
import type { CheckedFile } from '../checked-file.ts';
import { micrometres, pixelSizeOf } from '../units.ts';
import { findSegment } from './segments.ts';

type Xml = { [name: string]: Xml } | string | Xml[] | undefined;

/** What a file says of its image as a whole. */
export interface CziMetadata {
  pixelSize: PixelSize | null;
  /** In the file's order; `exposure` in seconds. */
  channels: { name?: string; exposure?: number }[];
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => name === 'Channel' || name === 'Distance',
});
/** A parsed XML text takes tens of times its own memory; those of real files are below 10 MB. */
const maxXmlBytes = 16 * 2 ** 20;
const xmlOffset = 256;
/** Of an attachment a file has a handful. */
const maxAttachmentListBytes = 2 ** 20;
const maxTimePoints = 10_000_000;

/** Reads the XML that describes the image: `<ImageDocument><Metadata>`. Null where it has none. */
export async function readMetadata(file: CheckedFile, position: number): Promise<CziMetadata | null> {
  if (position === 0) return null;
  const what = 'metadata';
  const segment = await findSegment(file, position, what, 'ZISRAWMETADATA');
  const length = (await file.read(segment.position, 4, what)).readInt32LE(0);
  if (length > maxXmlBytes) throw file.broken(`its metadata is of ${length} bytes, which no such file needs`);
  const xml = parser.parse(
    (await file.read(segment.position + xmlOffset, length, what)).toString('utf8'),
  ) as Xml;
  const metadata = at(xml, 'ImageDocument', 'Metadata');
  const described = list(at(metadata, 'Information', 'Image', 'Dimensions', 'Channels', 'Channel'));
  const displayed = list(at(metadata, 'DisplaySetting', 'Channels', 'Channel'));
  const channels = Array.from({ length: Math.max(described.length, displayed.length) }, (_, i) => {
    const name = text(described[i], 'Name') ?? text(displayed[i], 'Name') ?? text(described[i], 'Fluor');
    // Nanoseconds.
    const exposure = number(described[i], 'ExposureTime');
    return {
      ...(name === undefined ? {} : { name }),
      ...(exposure === undefined || exposure <= 0 ? {} : { exposure: exposure / 1e9 }),
    };
  });
  return { pixelSize: scalingOf(list(at(metadata, 'Scaling', 'Items', 'Distance'))), channels };
}

/** `<Distance Id="X"><Value>` is in metres. */
function scalingOf(distances: Xml[]): PixelSize | null {
  const sizeAlong = (axis: string): number | undefined => {
    const metres = number(
      distances.find((distance) => text(distance, 'Id') === axis),
      'Value',
    );
    return micrometres(metres, 'm');
  };
  return pixelSizeOf(sizeAlong('X'), sizeAlong('Y'), sizeAlong('Z'));
}

/** The time points' times in seconds, from the attachment of the type CZTIMS; empty where there is none. */
export async function readTimeStamps(file: CheckedFile, directory: number): Promise<Float64Array> {
  if (directory === 0) return new Float64Array();
  const [what, entryBytes] = ['list of attachments', 128];
  const segment = await findSegment(file, directory, what, 'ZISRAWATTDIR');
  const bytes = await file.read(segment.position, Math.min(segment.length, maxAttachmentListBytes), what);
  const end = Math.min(256 + bytes.readInt32LE(0) * entryBytes, bytes.length);
  for (let entry = 256; entry + entryBytes <= end; entry += entryBytes) {
    const type = bytes.toString('latin1', entry + 40, entry + 48).replace(/\0.*$/s, '');
    if (type !== 'CZTIMS') continue;
    const attachment = await findSegment(file, readLength(bytes, entry + 12), 'time stamps', 'ZISRAWATTACH');
    const start = attachment.position + 256;
    const stamps = (await file.read(start, 8, 'time stamps')).readInt32LE(4);
    if (stamps > maxTimePoints) throw file.broken(`its time stamps claim ${stamps} time points`);
    const times = await file.read(start + 8, 8 * stamps, 'time stamps');
    return new Float64Array(times.buffer as ArrayBuffer, 0, stamps);
  }
  return new Float64Array();
}

/** What the XML of one block says: the camera's exposure and the stage's position in micrometres. */
export function blockMetadata(xml: string): PlaneMetadata {
  const tags = at(parser.parse(xml) as Xml, 'METADATA', 'Tags');
  const [x, y, z] = [
    number(tags, 'StageXPosition'),
    number(tags, 'StageYPosition'),
    number(tags, 'FocusPosition'),
  ];
  // The state of the camera is XML inside XML; its exposure is in nanoseconds.
  const state = text(tags, 'DetectorState');
  const exposure =
    state === undefined ? undefined : number(parser.parse(state) as Xml, 'CameraState', 'ExposureTime');
  return {
    ...(exposure === undefined || exposure <= 0 ? {} : { exposure: exposure / 1e9 }),
    ...(x === undefined || y === undefined ? {} : { position: { x, y, ...(z === undefined ? {} : { z }) } }),
  };
}

function at(node: Xml, ...path: string[]): Xml {
  let value = node;
  for (const name of path) {
    if (typeof value !== 'object' || Array.isArray(value)) return undefined;
    value = Object.hasOwn(value, name) ? value[name] : undefined;
  }
  return value;
}

function list(node: Xml): Xml[] {
  return Array.isArray(node) ? node : [];
}

/** The text of an element, also of one with attributes. */
function text(node: Xml, ...path: string[]): string | undefined {
  const value = at(node, ...path);
  const plain = typeof value === 'string' ? value : at(value, '#text');
  return typeof plain === 'string' && plain.trim() !== '' ? plain.trim() : undefined;
}

function number(node: Xml, ...path: string[]): number | undefined {
  const value = Number(text(node, ...path) ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}
