import type { Cell, Painter, PaintLayer } from './cells.ts';
import type { Picture } from './image-source.ts';
import { fragmentShader, vertexShader } from './shaders.ts';
import { tableOf, type Contrast, type Shading } from './shading.ts';
import { toImage, toViewport, type Size, type View } from './view-transform.ts';

/** Of textures on the graphics processor; what a frame needs stays even beyond it. */
const textureBytes = 192 * 2 ** 20;

const uniformNames = [
  'core',
  'viewport',
  'picture',
  'colours',
  'height',
  'start',
  'stride',
  'low',
  'gain',
  'gamma',
  'inverted',
  'grey',
  'smoothed',
] as const;
type Uniforms = Record<(typeof uniformNames)[number], WebGLUniformLocation | null>;

interface Program {
  program: WebGLProgram;
  at: Uniforms;
}

interface Texture {
  texture: WebGLTexture;
  bytes: number;
}

/** Null where this window has no WebGL2, or too small textures. */
export function createGlPainter(canvas: HTMLCanvasElement): Painter | null {
  const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, depth: false });
  if (!gl || gl.getParameter(gl.MAX_TEXTURE_SIZE) < 2048) return null;
  try {
    return new GlPainter(gl);
  } catch {
    return null;
  }
}

/**
 * Our own thin layer over WebGL2: samples go up in their own type (R8UI, R16UI, R32F), everything else is one
 * fragment shader (decision 0071 measures it against Viv).
 */
class GlPainter implements Painter {
  readonly kind = 'webgl2';
  readonly #gl: WebGL2RenderingContext;
  readonly #whole: Program;
  readonly #float: Program;
  readonly #textures = new Map<string, Texture>();
  readonly #tables = new Map<Uint8Array, WebGLTexture>();
  #bytes = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.#gl = gl;
    this.#whole = compile(gl, 'usampler2D');
    this.#float = compile(gl, 'sampler2D');
    gl.bindVertexArray(gl.createVertexArray());
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
  }

  paint(layers: readonly PaintLayer[], view: View, viewport: Size): void {
    const gl = this.#gl;
    gl.viewport(0, 0, viewport.width, viewport.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const used = new Set<string>();
    layers.forEach(({ cells, shading }, index) => {
      if (index === 0) gl.disable(gl.BLEND);
      else {
        gl.enable(gl.BLEND);
        gl.blendFunc(gl.ONE, gl.ONE);
      }
      for (const cell of cells) {
        used.add(cell.key);
        this.#paintCell(cell, shading, view, viewport);
      }
    });
    this.#tidy(used);
  }

  dispose(): void {
    for (const { texture } of this.#textures.values()) this.#gl.deleteTexture(texture);
    for (const table of this.#tables.values()) this.#gl.deleteTexture(table);
    this.#textures.clear();
    this.#tables.clear();
    // A page may have 16 contexts only: the oldest would be taken away from a viewer that is still there.
    this.#gl.getExtension('WEBGL_lose_context')?.loseContext();
  }

  #paintCell(cell: Cell, shading: Shading, view: View, viewport: Size): void {
    const gl = this.#gl;
    const { picture, core } = cell;
    const { program, at } = picture.dtype === 'float32' ? this.#float : this.#whole;
    gl.useProgram(program);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.#textureOf(cell));
    gl.uniform1i(at.picture, 0);
    gl.activeTexture(gl.TEXTURE1);
    gl.bindTexture(gl.TEXTURE_2D, this.#tableOf(tableOf(shading)));
    gl.uniform1i(at.colours, 1);
    const from = toViewport(view, viewport, core);
    const to = toViewport(view, viewport, { x: core.x + core.width, y: core.y + core.height });
    gl.uniform4f(at.core, from.x, from.y, to.x, to.y);
    gl.uniform2f(at.viewport, viewport.width, viewport.height);
    gl.uniform1f(at.height, viewport.height);
    const corner = toImage(view, viewport, { x: 0, y: 0 });
    // In double precision here, as single precision loses half pixels far from the origin.
    gl.uniform2f(
      at.start,
      (corner.x - cell.origin.x) / cell.sample.x,
      (corner.y - cell.origin.y) / cell.sample.y,
    );
    gl.uniform2f(at.stride, 1 / (view.scale * cell.sample.x), 1 / (view.scale * cell.sample.y));
    this.#setShading(at, shading, picture);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  #setShading(at: Uniforms, shading: Shading, { channels }: Picture): void {
    const gl = this.#gl;
    const [first] = shading.contrasts;
    const all = [0, 1, 2].map((c) => shading.contrasts[c] ?? first);
    const each = (part: (contrast: Contrast) => number): [number, number, number] =>
      all.map(part) as [number, number, number];
    gl.uniform3f(at.low, ...each(({ min }) => min));
    gl.uniform3f(at.gain, ...each(({ min, max }) => (max > min ? 1 / (max - min) : 0)));
    gl.uniform3f(at.gamma, ...each(({ gamma }) => gamma));
    gl.uniform1i(at.inverted, shading.inverted ? 1 : 0);
    gl.uniform1i(at.grey, channels === 1 ? 1 : 0);
    gl.uniform1i(at.smoothed, shading.smooth ? 1 : 0);
  }

  #textureOf({ key, picture }: Cell): WebGLTexture {
    const known = this.#textures.get(key);
    if (known) {
      this.#textures.delete(key);
      this.#textures.set(key, known);
      return known.texture;
    }
    const texture = upload(this.#gl, picture);
    const bytes = picture.data.byteLength;
    this.#textures.set(key, { texture, bytes });
    this.#bytes += bytes;
    return texture;
  }

  #tableOf(table: Uint8Array<ArrayBuffer>): WebGLTexture {
    const known = this.#tables.get(table);
    if (known) return known;
    const gl = this.#gl;
    const texture = newTexture(gl);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA8, 256, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, table);
    this.#tables.set(table, texture);
    return texture;
  }

  #tidy(used: ReadonlySet<string>): void {
    for (const [key, { texture, bytes }] of this.#textures) {
      if (this.#bytes <= textureBytes) return;
      if (used.has(key)) continue;
      this.#gl.deleteTexture(texture);
      this.#textures.delete(key);
      this.#bytes -= bytes;
    }
  }
}

/** Three channels go up as four: formats of three bytes are slow or missing. */
function upload(gl: WebGL2RenderingContext, picture: Picture): WebGLTexture {
  const { width, height, channels, data } = picture;
  const texture = newTexture(gl);
  const samples = channels === 1 ? data : withFourth(data);
  const [inside, format, type] = formatOf(gl, picture);
  gl.texImage2D(gl.TEXTURE_2D, 0, inside, width, height, 0, format, type, samples);
  return texture;
}

function formatOf(gl: WebGL2RenderingContext, { dtype, channels }: Picture): [number, number, number] {
  const grey = channels === 1;
  if (dtype === 'uint8') {
    return grey
      ? [gl.R8UI, gl.RED_INTEGER, gl.UNSIGNED_BYTE]
      : [gl.RGBA8UI, gl.RGBA_INTEGER, gl.UNSIGNED_BYTE];
  }
  if (dtype === 'uint16') {
    return grey
      ? [gl.R16UI, gl.RED_INTEGER, gl.UNSIGNED_SHORT]
      : [gl.RGBA16UI, gl.RGBA_INTEGER, gl.UNSIGNED_SHORT];
  }
  return grey ? [gl.R32F, gl.RED, gl.FLOAT] : [gl.RGBA32F, gl.RGBA, gl.FLOAT];
}

function withFourth(data: Picture['data']): Picture['data'] {
  const length = (data.length / 3) * 4;
  const four =
    data instanceof Uint8Array
      ? new Uint8Array(length)
      : data instanceof Uint16Array
        ? new Uint16Array(length)
        : new Float32Array(length);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    four[to] = data[from] as number;
    four[to + 1] = data[from + 1] as number;
    four[to + 2] = data[from + 2] as number;
  }
  return four;
}

function newTexture(gl: WebGL2RenderingContext): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const [name, value] of [
    [gl.TEXTURE_MIN_FILTER, gl.NEAREST],
    [gl.TEXTURE_MAG_FILTER, gl.NEAREST],
    [gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE],
    [gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE],
  ] as const) {
    gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  return texture;
}

function compile(gl: WebGL2RenderingContext, sampler: 'usampler2D' | 'sampler2D'): Program {
  const program = gl.createProgram();
  for (const [kind, text] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader(sampler)],
  ] as const) {
    const shader = gl.createShader(kind);
    if (!shader) throw new TypeError('No shader.');
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    throw new TypeError(gl.getProgramInfoLog(program) ?? 'The shader cannot be linked.');
  }
  const at = Object.fromEntries(uniformNames.map((name) => [name, gl.getUniformLocation(program, name)]));
  return { program, at: at as Uniforms };
}
