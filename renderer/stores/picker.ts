import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { SaveRequest } from '../../electron/contract/shell.ts';
import { useConnection, useHost } from '../client/current.ts';
import { joinPath } from '../ui/format.ts';
import { freeName } from './free-name.ts';

export interface PickRequest {
  title: string;
  /** `folder` gives one folder, `images` any number of image files, `file` one file with an ending. */
  what: 'folder' | 'images' | 'file';
  /** Of `file`, without the dot; empty: any. */
  ending?: string;
  answer(paths: string[]): void;
}

/** Asks a person for files or a folder: by the system's dialogs in a desktop window, by our own in a browser. */
export const usePicker = defineStore('picker', () => {
  const host = useHost();
  const connection = useConnection();
  /** What our own dialog is asking now; null while it is closed. */
  const request = shallowRef<PickRequest | null>(null);

  function ask(what: PickRequest['what'], title: string, ending = ''): Promise<string[]> {
    request.value?.answer([]);
    return new Promise((resolve) => {
      request.value = {
        title,
        what,
        ending,
        answer(paths) {
          request.value = null;
          resolve(paths);
        },
      };
    });
  }

  async function folder(title: string): Promise<string | null> {
    if (host.shell) return host.shell.openFolder();
    return (await ask('folder', title))[0] ?? null;
  }

  async function images(title: string): Promise<string[]> {
    return host.shell ? host.shell.openFiles() : ask('images', title);
  }

  /** One file that is no image, always by our own dialog: the desktop's is for images. */
  const file = async (title: string, ending = ''): Promise<string | null> =>
    (await ask('file', title, ending))[0] ?? null;

  /**
   * Where a file is to be written. A browser asks for the folder alone; there the name is one that is still free.
   * @param name the proposed name, with its ending.
   */
  async function save(title: string, name: string, format: SaveRequest['formats'][number]) {
    if (host.shell) return host.shell.saveFile({ name, formats: [format] });
    const parent = await folder(title);
    if (parent === null) return null;
    const { entries } = await connection.call('files.list', { folder: parent });
    const taken = entries.map((entry) => entry.name);
    return joinPath(parent, freeName(name, taken));
  }

  return { request, folder, images, file, save };
});
