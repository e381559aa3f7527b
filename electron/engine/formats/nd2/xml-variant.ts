import { XMLParser } from 'fast-xml-parser';
import { addTo } from './variant.ts';
import type { Variant, VariantMap } from './variant.ts';

type Attributes = Record<string, string>;
/** What the parser gives with `preserveOrder`: one key for the tag, `:@` for its attributes. */
type XmlNode = Record<string, unknown> & { ':@'?: Attributes };

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  preserveOrder: true,
});
const integers = new Set(['lx_int32', 'lx_uint32', 'lx_int64', 'lx_uint64']);

/**
 * The XML metadata of nd2 files before version 3: an element is an entry, its `runtype` says the type of its
 * `value`; elements called "no_name" are a list.
 * @throws Error where it is not XML.
 */
export function decodeXmlVariant(bytes: Buffer): VariantMap {
  const root = parser.parse(bytes.toString('utf8').replace(/\0+$/, '')) as XmlNode[];
  return entriesOf(root);
}

function entriesOf(nodes: XmlNode[]): VariantMap {
  const map: VariantMap = new Map();
  for (const node of nodes) {
    const tag = Object.keys(node).find((key) => key !== ':@');
    if (tag === undefined || tag.startsWith('?') || tag === '#text') continue;
    const name = tag === 'no_name' ? '' : tag;
    const value = valueOf(node, tag);
    // The writer leaves empty unnamed entries where a list has none.
    if (name === '' && value instanceof Map && value.size === 0) continue;
    addTo(map, name, value);
  }
  return map;
}

function valueOf(node: XmlNode, tag: string): Variant {
  const { runtype, value = '' } = node[':@'] ?? {};
  if (runtype === 'bool') return /^(true|1)$/i.test(value);
  if (runtype === 'double' || runtype === 'float') return value === '' ? NaN : Number(value);
  if (runtype !== undefined && integers.has(runtype)) return Number(value);
  if (runtype === 'CLxStringW' || runtype === 'unknown') return value;
  if (runtype === 'CLxByteArray') return Buffer.from(value, 'latin1');
  return entriesOf(node[tag] as XmlNode[]);
}
