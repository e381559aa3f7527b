const clear = 256;
const end = 257;
const longest = 4096;

/**
 * TIFF's LZW (TIFF 6.0, section 13: codes of 9 to 12 bits, most significant bit first, the width grown one code
 * early). A string of the table is a piece of what was already put out, so the table holds places only.
 * Own code: geotiff's decoder collects numbers in an array without a bound and takes several times as long.
 * @param size bytes expected; decoding stops there.
 * @returns the bytes decoded, fewer than `size` where the stream ends before.
 * @throws RangeError where a code stands for nothing.
 */
export function decodeLzw(input: Uint8Array, size: number): Uint8Array {
  if (input.length > 1 && input[0] === 0 && (input[1]! & 1) === 1) {
    throw new RangeError('it is compressed with the LZW of before 1988; save it again with Deflate');
  }
  // Room for one string more than is asked for spares a check at every byte.
  const output = new Uint8Array(size + longest);
  const starts = new Int32Array(longest + 1);
  const lengths = new Uint16Array(longest + 1);
  let position = 0;
  let held = 0;
  let heldBits = 0;
  let done = 0;
  let width = 9;
  let mask = 511;
  let next = 258;
  let lastStart = 0;
  let lastLength = 0;
  const count = input.length;
  while (done < size) {
    while (heldBits < width) {
      if (position >= count) return output.subarray(0, done);
      held = (held << 8) | input[position++]!;
      heldBits += 8;
    }
    heldBits -= width;
    const code = (held >>> heldBits) & mask;
    const start = done;
    if (code < clear) {
      output[done++] = code;
    } else if (code < next && code > end) {
      const from = starts[code]!;
      const length = lengths[code]!;
      for (let i = 0; i < length; i += 1) output[done + i] = output[from + i]!;
      done += length;
    } else if (code === clear) {
      width = 9;
      mask = 511;
      next = 258;
      lastLength = 0;
      continue;
    } else if (code === end) {
      break;
    } else {
      // The code of this very step: the last string and its first byte again, which lie side by side.
      if (code !== next || lastLength === 0) throw new RangeError('an LZW code stands for nothing');
      for (let i = 0; i <= lastLength; i += 1) output[done + i] = output[lastStart + i]!;
      done += lastLength + 1;
    }
    if (lastLength > 0 && next < longest) {
      starts[next] = lastStart;
      lengths[next] = lastLength + 1;
      next += 1;
      if (next >= mask && width < 12) {
        width += 1;
        mask = (1 << width) - 1;
      }
    }
    lastStart = start;
    lastLength = done - start;
  }
  return output.subarray(0, Math.min(done, size));
}
