import { beforeEach, describe, expect, it, vi } from 'vitest';
import { largeSize, thumbnailSize, usePhoto } from '../../../../renderer/stores/photo.ts';
import { useProject } from '../../../../renderer/stores/project.ts';
import { testPhoto } from '../../../support/tiny-engine.ts';
import { projectOf } from '../documents.ts';
import { createFakeClient, type FakeClient } from '../fake-client.ts';

const files = Array.from({ length: 20 }, (_, index) => `/photo-${index}.png`);
let client: FakeClient;

beforeEach(async () => {
  client = createFakeClient({
    'project.open': () => projectOf(files),
    'photo.view': ({ file }) => testPhoto(file, 16),
  });
  await useProject().open('/lab/smear');
});

describe('photos', () => {
  it('are fetched once, when they are wanted', async () => {
    const photo = usePhoto();
    expect(photo.picture('/photo-0.png', thumbnailSize)).toBeNull();
    photo.want('/photo-0.png', thumbnailSize);
    photo.want('/photo-0.png', thumbnailSize);
    await vi.waitFor(() => expect(photo.picture('/photo-0.png', thumbnailSize)?.view).toBeTruthy());
    photo.want('/photo-0.png', thumbnailSize);
    expect(client.callsTo('photo.view')).toEqual([{ file: '/photo-0.png', maxSize: thumbnailSize }]);
  });

  it('come a few at a time, those in sight last asked first', async () => {
    const photo = usePhoto();
    const release: (() => void)[] = [];
    client.answers['photo.view'] = ({ file }) =>
      new Promise((resolve) => release.push(() => resolve(testPhoto(file, 16))));
    for (const file of files.slice(0, 6)) photo.want(file, thumbnailSize);
    expect(client.callsTo('photo.view')).toHaveLength(3);
    release.shift()?.();
    await vi.waitFor(() => expect(client.callsTo('photo.view')).toHaveLength(4));
    expect(client.callsTo('photo.view')[3]).toMatchObject({ file: '/photo-5.png' });
  });

  it('that cannot be read keep their reason, and are tried again with a new engine', async () => {
    const photo = usePhoto();
    client.answers['photo.view'] = () => Promise.reject(new Error('/photo-0.png is empty.'));
    photo.want('/photo-0.png', thumbnailSize);
    await vi.waitFor(() =>
      expect(photo.picture('/photo-0.png', thumbnailSize)?.error).toBe('/photo-0.png is empty.'),
    );
    client.engine('ready');
    expect(photo.picture('/photo-0.png', thumbnailSize)).toBeNull();
  });

  it('of full size are kept for a few only', async () => {
    const photo = usePhoto();
    for (const file of files) photo.want(file, largeSize);
    await vi.waitFor(() => expect(client.callsTo('photo.view')).toHaveLength(files.length));
    await vi.waitFor(() => {
      const kept = files.filter((file) => photo.picture(file, largeSize) !== null);
      expect(kept).toHaveLength(8);
    });
  });

  it('are selected within the list', () => {
    const photo = usePhoto();
    photo.select(99);
    expect(photo.file).toBe('/photo-19.png');
    photo.select(-1);
    expect(photo.file).toBe('/photo-0.png');
  });
});
