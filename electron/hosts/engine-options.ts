import { readFileSync } from 'node:fs';
import { cacheFolder, dataFolder } from './folders.ts';
import { manifestFile } from './places.ts';

/** What every host creates the engine with. */
export function engineOptions(): { dataFolder: string; cacheFolder: string; abbeVersion: string } {
  return { dataFolder: dataFolder(), cacheFolder: cacheFolder(), abbeVersion: abbeVersion() };
}

export function abbeVersion(): string {
  return (JSON.parse(readFileSync(manifestFile, 'utf8')) as { version: string }).version;
}
