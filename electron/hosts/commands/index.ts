import { align } from './align.ts';
import { apply } from './apply.ts';
import { classify } from './classify.ts';
import type { CliCommand } from './command.ts';
import { compare } from './compare.ts';
import { datasetCommands } from './dataset-commands.ts';
import { convert } from './convert.ts';
import { demo } from './demo.ts';
import { digits } from './digits.ts';
import { doctor } from './doctor.ts';
import { evaluate } from './evaluate.ts';
import { exportCommand } from './export.ts';
import { generate } from './generate.ts';
import { measure } from './measure.ts';
import { networks } from './networks.ts';
import { metrics } from './metrics.ts';
import { practiceMovie } from './practice-movie.ts';
import { prepare } from './prepare.ts';
import { projectCommands } from './project-commands.ts';
import { read } from './read.ts';
import { replay } from './replay.ts';
import { report } from './report.ts';
import { segment } from './segment.ts';
import { serve } from './serve.ts';
import { spots } from './spots.ts';
import { train } from './train.ts';
import { triples } from './triples.ts';
import { view } from './view.ts';

/** Every command of `abbe`, in the order of its help; a new one is one file and one line here. */
export const commands: readonly CliCommand[] = [
  doctor,
  networks,
  measure,
  read,
  convert,
  segment,
  align,
  spots,
  practiceMovie,
  prepare,
  ...projectCommands,
  ...datasetCommands,
  train,
  replay,
  evaluate,
  compare,
  report,
  exportCommand,
  apply,
  generate,
  triples,
  digits,
  view,
  classify,
  metrics,
  demo,
  serve,
];
