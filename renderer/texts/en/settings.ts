import type { ThemeChoice } from '../../stores/settings.ts';

export const texts = {
  title: 'Settings',
  look: 'Look',
  theme: 'Theme',
  machine: 'This machine',
  runtime: 'Runtime',
  devices: 'Devices',
  cache: 'Cache',
  versions: 'Versions',
  rung: 'Rung',
  flags: 'Processor features',
  memory: 'Memory',
  free: 'free',
  engineUses: 'used by the engine',
  selfTest: 'Self-test',
  selfTestHelp: 'A convolution, its gradient and a compiled step, each against its reference.',
  runSelfTest: 'Run the self-test',
  running: 'Running…',
  passed: 'All checks passed.',
  notPassed: 'A check did not pass; “abbe doctor” prints the same for a report.',
};

export const themeNames: Record<ThemeChoice, string> = {
  system: 'As the system',
  dark: 'Dark',
  light: 'Light',
};
