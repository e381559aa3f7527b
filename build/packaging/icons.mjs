import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';

/** What desktops of Linux look for. */
const pngSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const icoSizes = [16, 24, 32, 48, 64, 128, 256];
/** Types of an ICNS file that hold PNGs, by size in pixels; macOS 10.7 and later. */
const icnsTypes = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/**
 * Makes the icons of all systems from the page's SVG: `icons/SIZExSIZE.png`, `icon.png`, `icon.ico`, `icon.icns`.
 * The containers are written here, 20 lines each: electron-builder would download a tool for them.
 *
 * @param {string} svg its file
 * @param {string} folder where they go
 */
export async function makeIcons(svg, folder) {
  const source = readFileSync(svg);
  const pngs = new Map();
  mkdirSync(join(folder, 'icons'), { recursive: true });
  for (const size of pngSizes) {
    // The drawing is 32 units wide: the density at which it has the size, so that it is drawn and not enlarged.
    const png = await sharp(source, { density: (72 * size) / 32 })
      .resize(size, size)
      .png()
      .toBuffer();
    pngs.set(size, png);
    writeFileSync(join(folder, 'icons', `${size}x${size}.png`), png);
  }
  writeFileSync(join(folder, 'icon.png'), pngs.get(1024));
  writeFileSync(join(folder, 'icon.ico'), icoOf(icoSizes.map((size) => ({ size, png: pngs.get(size) }))));
  writeFileSync(join(folder, 'icon.icns'), icnsOf(pngs));
}

/** An ICO file with PNG images, as Windows reads since Vista: a header, 16 bytes an image, the images. */
export function icoOf(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach(({ size, png }, index) => {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/** An ICNS file: a header, then each image behind its type and length, big-endian. */
function icnsOf(pngs) {
  const parts = Object.entries(icnsTypes).flatMap(([size, types]) =>
    types.map((type) => block(type, pngs.get(Number(size)))),
  );
  return block('icns', Buffer.concat(parts));
}

function block(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, 0, 'latin1');
  head.writeUInt32BE(8 + content.length, 4);
  return Buffer.concat([head, content]);
}
