const clear = 256;
const end = 257;
const longest = 4096;

/**
 * TIFF's LZW (TIFF 6.0, section 13: codes of 9 to 12 bits, most significant bit first, the width grown one code
 * early). A string of the table is a piece of what was already put out, so the table holds places only.
 * Own code: geotiff's decoder collects numbers in an array without a bound and takes some ten times as long.
 * @param size bytes expected; decoding stops there.
 * @returns the bytes decoded, fewer than `size` where the stream ends before.
 * @throws RangeError where a code stands for nothing.
 */
export function decodeLzw(input: Uint8Array, size: number): Uint8Array {
  if (input.length > 1 && input[0] === 0 && (input[1]! & 1) === 1) {
    throw new RangeError('it is compressed with the LZW of before 1988; save it again with Deflate');
  }
  const output = new Uint8Array(size);
  const starts = new Int32Array(longest + 1);
  const lengths = new Int32Array(longest + 1);
  let position = 0;
  let held = 0;
  let heldBits = 0;
  let done = 0;
  let width = 9;
  let next = 258;
  let lastStart = 0;
  let lastLength = 0;
  while (done < size) {
    while (heldBits < width) {
      if (position >= input.length) return output.subarray(0, done);
      held = ((held << 8) | input[position++]!) & 0xffffff;
      heldBits += 8;
    }
    heldBits -= width;
    const code = (held >> heldBits) & ((1 << width) - 1);
    if (code === end) break;
    if (code === clear) {
      width = 9;
      next = 258;
      lastLength = 0;
      continue;
    }
    const start = done;
    if (code < clear) {
      output[done++] = code;
    } else {
      // The code of this very step: the last string and its first byte again, which lie side by side.
      const known = code < next;
      if (!known && (code !== next || lastLength === 0))
        throw new RangeError('an LZW code stands for nothing');
      const from = known ? starts[code]! : lastStart;
      const stop = Math.min(from + (known ? lengths[code]! : lastLength + 1), from + size - done);
      for (let i = from; i < stop; i += 1) output[done++] = output[i]!;
    }
    if (lastLength > 0 && next < longest) {
      starts[next] = lastStart;
      lengths[next] = lastLength + 1;
      next += 1;
      if (next + 1 >= 1 << width && width < 12) width += 1;
    }
    lastStart = start;
    lastLength = done - start;
  }
  return output.subarray(0, done);
}
