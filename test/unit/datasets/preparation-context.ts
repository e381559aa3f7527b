import type { SourceInfo } from '../../../electron/contract/images.ts';
import type { PreparationContext } from '../../../electron/engine/datasets/preparation.ts';
import { AbbeError } from '../../../electron/contract/errors.ts';
import type { Raster } from '../../../electron/engine/imaging/raster.ts';
import type { Volume } from '../../../electron/engine/imaging/volume/volume.ts';

/** A picture, the planes of a movie in order of t, or what opening the file throws. */
type Content = Raster | readonly Raster[] | Error;

/** A preparation's surroundings with these sources, as `/photos/NAME`, in memory. */
export function contextOf(
  contents: Record<string, Content>,
  files: {
    texts?: Record<string, string>;
    volumes?: Record<string, Volume>;
    exposures?: readonly number[];
  } = {},
): PreparationContext & { pictures: { name: string; caption: string; raster: Raster }[] } {
  const pictures: { name: string; caption: string; raster: Raster }[] = [];
  const { texts = {}, volumes = {}, exposures } = files;
  const names = [...Object.keys(contents), ...Object.keys(volumes)];
  return {
    pictures,
    sources: names.map((name) => ({
      name,
      file: `/photos/${name}`,
      sha256: name,
      info: infoOf(`/photos/${name}`, contents[name] ?? new Error('a volume')),
    })),
    async raster(name, { t }) {
      const content = contents[name];
      if (content === undefined || content instanceof Error) throw content ?? new Error(name);
      return (Array.isArray(content) ? content[t] : content) as Raster;
    },
    async volume(name) {
      return volumes[name] as Volume;
    },
    info: async (name) => infoOf(`/photos/${name}`, contents[name] as Content),
    metadata: async (_name, { t }) => (exposures ? { exposure: exposures[t] as number } : {}),
    async text(file) {
      const text = texts[file];
      if (text === undefined) throw new AbbeError('not-found', `${file} does not exist; check the path.`);
      return text;
    },
    idxLabels: async () => [],
    tell: async () => undefined,
    picture: (name, caption, raster) => void pictures.push({ name, caption, raster }),
  };
}

function infoOf(file: string, content: Content): SourceInfo {
  const frames = content instanceof Error ? [] : Array.isArray(content) ? content : [content as Raster];
  const first = frames[0] ?? { width: 1, height: 1, channels: 1, dtype: 'uint8' as const };
  return {
    file,
    format: 'test',
    axes: 'tczyx',
    shape: [Math.max(1, frames.length), first.channels, 1, first.height, first.width],
    dtype: first.dtype,
    pixelSize: null,
    channels: [...Array(first.channels).keys()].map((channel) => `Channel ${channel}`),
    rgb: first.channels === 3,
    axesStated: true,
    axis: null,
    seriesCount: 1,
    series: 0,
    affine: null,
    notes: [],
  };
}
