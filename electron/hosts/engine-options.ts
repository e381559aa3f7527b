import { readFileSync } from 'node:fs';
import { applyEngineSettings, readEngineSettings } from '../engine/projects/engine-settings.ts';
import { cacheFolder, dataFolder } from './folders.ts';
import { manifestFile } from './places.ts';

/** What every host creates the engine with; what a person chose for TensorFlow is handed to it on the way. */
export function engineOptions(): { dataFolder: string; cacheFolder: string; abbeVersion: string } {
  const data = dataFolder();
  applyEngineSettings(readEngineSettings(data));
  return { dataFolder: data, cacheFolder: cacheFolder(), abbeVersion: abbeVersion() };
}

export function abbeVersion(): string {
  return (JSON.parse(readFileSync(manifestFile, 'utf8')) as { version: string }).version;
}
