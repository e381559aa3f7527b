import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { pinnedRuntime } from '../../../build/setup/native.mjs';
import { chooseRuntime, detectVariant } from '../../../build/setup/variant.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'variant-'));
});

/** A Linux x64 machine on which nothing of NVIDIA is found. */
const machine = () => ({
  platform: 'linux' as const,
  arch: 'x64' as const,
  env: { PATH: folder },
  driverFile: join(folder, 'version'),
  folders: [join(folder, 'lib')],
});

function addDriver({ file = false, library = false, smi = '' }) {
  if (file) writeFileSync(join(folder, 'version'), 'NVRM version: NVIDIA UNIX x86_64 Kernel Module');
  if (library) {
    mkdirSync(join(folder, 'lib'));
    writeFileSync(join(folder, 'lib', 'libcuda.so.1'), '');
  }
  if (smi !== '') {
    writeFileSync(join(folder, 'nvidia-smi'), `#!/bin/sh\n${smi}\n`);
    chmodSync(join(folder, 'nvidia-smi'), 0o755);
  }
}

describe('the choice of the variant', () => {
  it('is cpu where there is no sign of an NVIDIA driver', () => {
    expect(detectVariant(machine())).toBe('cpu');
  });

  it('is cuda where the driver is loaded and its library is there', () => {
    addDriver({ file: true, library: true });
    expect(detectVariant(machine())).toBe('cuda');
  });

  it('is cpu where the driver is loaded and its library is not, as in a container without the GPU', () => {
    addDriver({ file: true });
    expect(detectVariant(machine())).toBe('cpu');
  });

  it.skipIf(process.platform === 'win32')('believes nvidia-smi where it lists a GPU', () => {
    addDriver({ smi: 'echo "GPU 0: NVIDIA H100 (UUID: GPU-1)"' });
    expect(detectVariant(machine())).toBe('cuda');
  });

  it.skipIf(process.platform === 'win32')('does not believe nvidia-smi where it fails', () => {
    addDriver({ smi: 'echo "NVIDIA-SMI has failed because it could not communicate"; exit 9' });
    expect(detectVariant(machine())).toBe('cpu');
  });

  it('is cpu on systems without a CUDA wheel', () => {
    addDriver({ file: true, library: true });
    expect(detectVariant({ ...machine(), arch: 'arm64' })).toBe('cpu');
    expect(detectVariant({ ...machine(), platform: 'darwin' })).toBe('cpu');
  });

  it('is what ABBE_RUNTIME says', () => {
    addDriver({ file: true, library: true });
    const { env, ...rest } = machine();
    expect(chooseRuntime(env, rest)).toBe('cuda');
    expect(chooseRuntime({ ...env, ABBE_RUNTIME: 'cpu' }, rest)).toBe('cpu');
    expect(chooseRuntime({ ...env, ABBE_RUNTIME: 'wasm' }, rest)).toBe('wasm');
    expect(() => chooseRuntime({ ABBE_RUNTIME: 'tpu' }, rest)).toThrow(
      'There is no runtime "tpu": choose one of cpu, cuda, wasm.',
    );
  });
});

describe('the pinned wheels', () => {
  const systems = [
    ['linux', 'x64', 'cpu'],
    ['linux', 'x64', 'cuda'],
    ['linux', 'arm64', 'cpu'],
    ['darwin', 'arm64', 'cpu'],
  ] as const;

  it.each(systems)('of %s %s %s name a checksum, sizes and members each', (platform, arch, variant) => {
    const pinned = pinnedRuntime(variant, platform, arch);
    expect(pinned?.libraries).toHaveLength(2);
    for (const wheel of pinned?.wheels ?? []) {
      expect(wheel.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(wheel.bytes).toBeGreaterThan(1e6);
      expect(wheel.unpacked).toBeGreaterThan(0);
      expect(wheel.members.length).toBeGreaterThan(0);
    }
    expect(pinned?.wheels[0]?.members).toEqual(expect.arrayContaining(pinned?.libraries ?? ['none']));
  });

  it('of CUDA bring what tensorflow[and-cuda] asks for', () => {
    const projects =
      pinnedRuntime('cuda', 'linux', 'x64')?.wheels.map((wheel: { project: string }) => wheel.project) ?? [];
    const parts =
      'cublas cuda-cupti cuda-nvcc cuda-nvrtc cuda-runtime cudnn cufft curand cusolver cusparse nccl nvjitlink';
    expect(projects.toSorted()).toEqual(
      ['tensorflow', ...parts.split(' ').map((part) => `nvidia-${part}-cu12`)].toSorted(),
    );
  });

  it('have different names for different variants, and none for a system without wheels', () => {
    expect(pinnedRuntime('cpu', 'linux', 'x64')?.name).not.toBe(pinnedRuntime('cuda', 'linux', 'x64')?.name);
    expect(pinnedRuntime('cpu', 'win32', 'x64')).toBeNull();
    expect(pinnedRuntime('cpu', 'darwin', 'x64')).toBeNull();
  });
});
