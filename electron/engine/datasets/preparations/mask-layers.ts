import { AbbeError } from '../../../contract/errors.ts';

/** A class and where its masks are. */
export interface MaskLayer {
  name: string;
  pattern: string;
  /** Channel of an RGB mask. */
  c: number | null;
  /** Values of a label image; of a colour-coded one 65536 red + 256 green + blue. */
  values: number[] | null;
}

const channels = ['red', 'green', 'blue'];

/**
 * `membrane=membranes/*; mitochondria=masks/*:red; synapse=labels/*[223]; soma=codes/*[#ff8000]` as layers.
 * @throws AbbeError invalid-input naming the part that cannot be read.
 */
export function parseMaskLayers(text: string): MaskLayer[] {
  const parts = text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw unreadable(text, 'it names no class');
  return parts.map(parsePart);
}

function parsePart(part: string): MaskLayer {
  const found = /^([^=]+)=([^[\]]+?)(?:\[([^\]]*)\])?$/.exec(part);
  if (!found) throw unreadable(part, 'it is not of the form class=pattern');
  const [, name = '', where = '', list] = found;
  const at = where.lastIndexOf(':');
  const channel = channels.indexOf(where.slice(at + 1).trim());
  const hasChannel = at > 0 && channel >= 0;
  return {
    name: name.trim(),
    pattern: (hasChannel ? where.slice(0, at) : where).trim(),
    c: hasChannel ? channel : null,
    values: list === undefined ? null : list.split(',').map((value) => parseValue(value.trim(), part)),
  };
}

function parseValue(text: string, part: string): number {
  const value = /^#[0-9a-f]{6}$/i.test(text) ? parseInt(text.slice(1), 16) : Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0) return value;
  throw unreadable(part, `“${text}” is neither a whole number nor a colour such as #ff8000`);
}

function unreadable(part: string, reason: string): AbbeError {
  return new AbbeError('invalid-input', `The masks “${part}” cannot be read: ${reason}.`);
}
