/** A cell's corners in device pixels from the upper left. */
export const vertexShader = `#version 300 es
precision highp float;
uniform vec4 core; // left, top, right, bottom
uniform vec2 viewport;
void main() {
  vec2 corner = vec2(gl_VertexID % 2 == 0 ? core.x : core.z, gl_VertexID < 2 ? core.y : core.w);
  gl_Position = vec4(corner / viewport * vec2(2.0, -2.0) + vec2(-1.0, 1.0), 0.0, 1.0);
}`;

/**
 * Numbers to colours: beyond one sample a device pixel the nearest one (or linear where asked), below it the mean over
 * the device pixel's area; then contrast, gamma, inversion, and the colour table for grey images. The same as
 * \`paint-cpu.ts\` does.
 */
export function fragmentShader(sampler: 'usampler2D' | 'sampler2D'): string {
  return `#version 300 es
precision highp float;
precision highp int;
precision highp ${sampler};
uniform ${sampler} picture;
uniform sampler2D colours;
uniform float height;  // of the viewport, device pixels
uniform vec2 start;    // samples at the viewport's upper left
uniform vec2 stride;   // samples a device pixel
uniform vec3 low;
uniform vec3 gain;     // 1 / (max - min)
uniform vec3 gamma;
uniform bool inverted;
uniform bool grey;
uniform bool smoothed;
out vec4 colour;

vec3 sampleAt(ivec2 at) {
  ivec2 last = textureSize(picture, 0) - 1;
  return vec3(texelFetch(picture, clamp(at, ivec2(0), last), 0).rgb);
}

vec3 between(vec2 at) {
  vec2 corner = floor(at - 0.5);
  vec2 share = at - 0.5 - corner;
  ivec2 i = ivec2(corner);
  vec3 upper = mix(sampleAt(i), sampleAt(i + ivec2(1, 0)), share.x);
  vec3 lower = mix(sampleAt(i + ivec2(0, 1)), sampleAt(i + ivec2(1, 1)), share.x);
  return mix(upper, lower, share.y);
}

vec3 meanOver(vec2 from, vec2 to) {
  vec2 size = vec2(textureSize(picture, 0));
  from = clamp(from, vec2(0.0), size);
  to = clamp(to, vec2(0.0), size);
  vec3 sum = vec3(0.0);
  float weight = 0.0;
  for (float y = floor(from.y); y < to.y; y += 1.0) {
    float rows = min(to.y, y + 1.0) - max(from.y, y);
    for (float x = floor(from.x); x < to.x; x += 1.0) {
      float share = rows * (min(to.x, x + 1.0) - max(from.x, x));
      sum += share * sampleAt(ivec2(int(x), int(y)));
      weight += share;
    }
  }
  return weight > 0.0 ? sum / weight : sampleAt(ivec2(from));
}

void main() {
  vec2 place = vec2(gl_FragCoord.x, height - gl_FragCoord.y);
  vec2 at = start + place * stride;
  vec3 value;
  if (stride.x <= 1.0 && stride.y <= 1.0) value = smoothed ? between(at) : sampleAt(ivec2(floor(at)));
  else value = meanOver(at - 0.5 * stride, at + 0.5 * stride);
  vec3 share = clamp((value - low) * gain, 0.0, 1.0);
  for (int i = 0; i < 3; i += 1) {
    if (isnan(value[i])) share[i] = 0.0;
    if (gamma[i] != 1.0) share[i] = share[i] > 0.0 ? pow(share[i], gamma[i]) : 0.0;
  }
  if (inverted) share = 1.0 - share;
  if (grey) colour = texelFetch(colours, ivec2(int(floor(share.r * 255.0 + 0.5)), 0), 0);
  else colour = vec4(share, 1.0);
}`;
}
