import type { Doctor } from '../../contract/system.ts';
import { formatTable } from '../table.ts';
import type { CliCommand } from './command.ts';

/** `abbe doctor`: what computes here, and whether it computes right. */
export const doctor: CliCommand<'doctor'> = {
  name: 'doctor',
  description: 'Shows versions, devices, memory and folders, and tests that TensorFlow computes right.',
  define: () => undefined,
  async run(_values, _options, { engine, signal }) {
    const document = await (await engine()).call('system.doctor', {}, { signal });
    return { document, text: describe(document), ok: document.selfTest.ok };
  },
};

function describe(found: Doctor): string {
  const { tensorflow, cpu, memory, devices, selfTest } = found;
  const facts = [
    ['Abbe', `${found.abbe} on Node ${found.node}, ${found.platform}`],
    [
      'TensorFlow',
      `${tensorflow.version} (${tensorflow.variant}, ${tensorflow.backend}), tfjs ${found.tfjs}`,
    ],
    ['Runtime', found.rung + (found.fallbackReason ? `: ${found.fallbackReason}` : '')],
    ...devices.map(({ kind, name, memoryBytes }) => [
      kind === 'gpu' ? 'GPU' : 'CPU device',
      memoryBytes === null ? name : `${name}, ${gibibytes(memoryBytes)}`,
    ]),
    ['Processor', `${cpu.model}, ${cpu.cores} cores (${cpu.flags.join(' ')})`],
    ['Memory', `${gibibytes(memory.freeBytes)} free of ${gibibytes(memory.totalBytes)}`],
    ['Cache', found.cache],
  ];
  const width = Math.max(...facts.map(([label]) => label?.length ?? 0));
  const checks = selfTest.checks.map(({ name, ok, detail, milliseconds }) => [
    `  ${ok ? 'passed' : 'FAILED'}  ${name}: ${detail}`,
    `${milliseconds.toFixed(0)} ms`,
  ]);
  return [
    ...facts.map(([label = '', value = '']) => `${label.padEnd(width)}  ${value}`),
    `Self-test ${selfTest.ok ? 'passed' : 'FAILED; run “npm run setup” and try again'}`,
    formatTable(checks),
  ].join('\n');
}

function gibibytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
