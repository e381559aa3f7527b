import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Profile, ViewedImage } from '../../electron/contract/view-methods.ts';
import { useConnection } from '../client/current.ts';
import type { Point } from '../viewer/view-transform.ts';
import { createTask } from './task.ts';

export interface NamedProfile {
  name: string;
  profile: Profile;
}

/** Values along a line through several images. */
export const useProfile = defineStore('profile', () => {
  const connection = useConnection();
  const profiles = shallowRef<readonly NamedProfile[]>([]);
  const task = createTask();

  /** Measures anew; the line before stays until the new one is there. */
  async function measure(
    images: readonly { name: string; image: ViewedImage }[],
    line: { from: Point; to: Point },
    width: number,
  ): Promise<void> {
    const made = await task.run((options) =>
      Promise.all(
        images.map(async ({ name, image }) => ({
          name,
          profile: await connection.call('view.profile', { image, ...line, width }, options),
        })),
      ),
    );
    if (made) profiles.value = made;
  }

  function clear(): void {
    task.cancel();
    profiles.value = [];
  }

  return { profiles, task, measure, clear };
});
