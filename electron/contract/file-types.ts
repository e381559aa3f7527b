/** Endings of the image files that Abbe opens, without the dot; as the engine's formats have them. */
export const imageExtensions = [
  'png',
  'jpg',
  'jpeg',
  'jpe',
  'tif',
  'tiff',
  'lsm',
  'bmp',
  'dib',
  'webp',
  'nii',
  'nii.gz',
  'hdr',
  'zarr',
  'nd2',
  'czi',
  'idx3-ubyte',
  'idx3-ubyte.gz',
  'idx',
] as const;

/** The ending of the small file in a project's folder that opens it by a double click. */
export const projectExtension = 'abbe';
