import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { EngineSettings } from '../../contract/workstation-methods.ts';
import { engineSettingsSchema } from '../../contract/workstation-methods.ts';
import { fileError } from './file-errors.ts';

const fileOf = (dataFolder: string): string => join(dataFolder, 'engine.json');

/** What a person chose in Settings; the defaults where nothing, or nothing readable, is stored. */
export function readEngineSettings(dataFolder: string): EngineSettings {
  try {
    return engineSettingsSchema.parse(JSON.parse(readFileSync(fileOf(dataFolder), 'utf8')));
  } catch {
    return engineSettingsSchema.parse({});
  }
}

/** @throws AbbeError where the data folder cannot be written */
export async function writeEngineSettings(dataFolder: string, settings: EngineSettings): Promise<void> {
  const file = fileOf(dataFolder);
  try {
    await mkdir(dataFolder, { recursive: true });
    await writeFileAtomic(file, `${JSON.stringify(settings, null, 2)}\n`);
  } catch (thrown) {
    throw fileError(file, 'written', thrown);
  }
}

/**
 * Hands the settings to TensorFlow, which reads these variables when its library makes its thread pools and first
 * touches a GPU: to be called before it is loaded. What the environment already says goes first.
 */
export function applyEngineSettings({ threads, gpuMemoryOnDemand }: EngineSettings, env = process.env): void {
  if (threads !== null) env['TF_NUM_INTRAOP_THREADS'] ??= String(threads);
  if (gpuMemoryOnDemand) env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
}

/** What this process was started with. */
export function settingsInUse(env = process.env): EngineSettings {
  const threads = Number(env['TF_NUM_INTRAOP_THREADS']);
  return {
    threads: Number.isInteger(threads) && threads > 0 ? threads : null,
    gpuMemoryOnDemand: env['TF_FORCE_GPU_ALLOW_GROWTH'] === 'true',
  };
}
