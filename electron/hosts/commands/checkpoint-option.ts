import { Option } from 'commander';

const choices = ['best', 'last'] as const;

/** Which of a run's checkpoints results are made with. */
export function checkpointOption(): Option {
  const text = 'the checkpoint with the best validation, where there is one, or the last';
  return new Option('--checkpoint <which>', text).choices(choices).default('best');
}

export function checkpointOf(options: Record<string, unknown>): (typeof choices)[number] {
  return options['checkpoint'] as (typeof choices)[number];
}
