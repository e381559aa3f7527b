import { readLength } from '../checked-file.ts';
import type { CheckedFile } from '../checked-file.ts';

const headerBytes = 32;

/** Where the content of a segment lies. */
export interface Segment {
  position: number;
  /** Bytes in use. */
  length: number;
}

export interface CziHeader {
  filePart: number;
  /** A file consists of several parts where these two differ. */
  ofSeveralFiles: boolean;
  directory: number;
  metadata: number;
  attachments: number;
}

/** The file header segment: version, two GUIDs, number of the part, positions of the directories. */
export async function readFileHeader(file: CheckedFile): Promise<CziHeader> {
  const { position } = await findSegment(file, 0, 'file header', 'ZISRAWFILE');
  const bytes = await file.read(position, 80, 'file header');
  return {
    filePart: bytes.readInt32LE(48),
    ofSeveralFiles: !bytes.subarray(16, 32).equals(bytes.subarray(32, 48)),
    directory: readLength(bytes, 52),
    metadata: readLength(bytes, 60),
    attachments: readLength(bytes, 72),
  };
}

/** Checks a segment's header: its name (16 bytes), bytes allocated and bytes used (8 each). */
export async function findSegment(
  file: CheckedFile,
  position: number,
  what: string,
  name: string,
): Promise<Segment> {
  return segmentOf(file, await file.read(position, headerBytes, what), position, what, name);
}

export function segmentOf(
  file: CheckedFile,
  header: Buffer,
  position: number,
  what: string,
  name: string,
): Segment {
  const found = header.toString('latin1', 0, 16).replace(/\0.*$/s, '');
  if (found !== name)
    throw file.broken(`its ${what} is not where it should be; copy it again from its source`);
  const [allocated, used] = [readLength(header, 16), readLength(header, 24)];
  // 0 used means all of it.
  const segment = { position: position + headerBytes, length: used === 0 ? allocated : used };
  file.require(segment.position, segment.length, what);
  return segment;
}
