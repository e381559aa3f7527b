import { z } from 'zod';
import { appliedFileSchema } from './apply-methods.ts';
import { classificationSchema } from './classification.ts';
import { comparisonSchema } from './comparison.ts';
import { datasetProblemSchema, datasetStatisticsSchema, normalisationSchema } from './datasets.ts';
import { bestValidationSchema, evaluationSchema, runStates } from './documents.ts';
import { digitCheckSchema } from './digit-methods.ts';
import { errorSchema } from './errors.ts';
import { exportedModelSchema } from './export-methods.ts';
import { describedSourceSchema } from './images.ts';
import { generatedSchema } from './generation-methods.ts';
import {
  alignmentSchema,
  catalogueEntrySchema,
  foundCellSchema,
  listedNetworkSchema,
  practiceMovieSchema,
  rejectedCellSchema,
  replaySchema,
} from './methods.ts';
import { imageMetricsSchema, imageOverlapSchema } from './metric-methods.ts';
import { measurementSchema } from './measure-methods.ts';
import { spotsSchema } from './spot-methods.ts';
import { doctorSchema } from './system.ts';
import { tripleMontageSchema, triplesSchema } from './triple-methods.ts';
import { viewSchema } from './view-methods.ts';

const failure = z.object({ file: z.string(), reason: z.string() });

/** `written` and `failed` of `abbe apply`. */
const applied = z.object({
  written: z.array(appliedFileSchema),
  failed: z.array(failure),
  /** Which checkpoint, and the steps that its weights were trained; null where no file could be tried. */
  checkpoint: z.enum(['best', 'last']).nullable(),
  step: z.number().int().nullable(),
});

const trained = z.object({
  /** The project's folder, and the run's folder in it. */
  project: z.string(),
  run: z.string(),
  state: z.enum(runStates),
  step: z.number().int().nonnegative(),
  totalSteps: z.number().int().positive(),
  /** The last values of every loss. */
  losses: z.record(z.string(), z.number()),
  /** The best validation, whose checkpoint results are made with; null where nothing was validated. */
  best: bestValidationSchema.nullable(),
  /** Why the run is in its state, where that does not say it. */
  message: z.string(),
  /** Seconds of training over all resumes. */
  seconds: z.number().nonnegative(),
  /** Photos that could not be used. */
  skipped: z.array(failure),
});

const boxScore = z.object({
  matched: z.number().int(),
  /** Boxes found, without those that count neither way. */
  found: z.number().int(),
  truth: z.number().int(),
  /** Null where there is nothing to divide by. */
  precision: z.number().nullable(),
  recall: z.number().nullable(),
  f1: z.number().nullable(),
  /** Mean intersection over union of the matched pairs. */
  meanIou: z.number().nullable(),
});
const boxScores = z.object({ strict: boxScore, borderTolerant: boxScore });

/** `abbe segment --score`: found cells against the boxes that people drew. */
const cellScore = z.object({
  minIou: z.number(),
  /** How it was counted, border and platelets included, in sentences. */
  rules: z.array(z.string()),
  /** How many photos had boxes. */
  photos: z.number().int(),
  all: boxScores,
  red: boxScores,
  white: boxScores,
  /** Boxes that could not be used, by annotation file. */
  leftOut: z.array(failure),
  /** Photos without usable boxes. */
  notScored: z.array(failure),
});

const datasetSummary = z.object({
  dataset: z.string(),
  name: z.string(),
  created: z.string(),
  preparation: z.string(),
  /** Included items. */
  items: z.number().int(),
  setAside: z.number().int(),
  splits: z.object({
    training: z.number().int(),
    validation: z.number().int(),
    test: z.number().int(),
  }),
});

/** A dataset after a change, with the changes that can be undone and done again, the next one last. */
const datasetChanged = datasetSummary.extend({
  undoable: z.array(z.string()),
  redoable: z.array(z.string()),
});

/** The page, and its PDF; null where none was asked for, or no browser could print it. */
const reportSchema = z.object({ page: z.string(), pdf: z.string().nullable() });

/**
 * What `abbe COMMAND --json` writes to stdout: one document of these shapes, which stay stable; everything else
 * goes to stderr. Where a command fails as a whole, the document is `{ error }` instead.
 */
export const documents = {
  doctor: doctorSchema,
  networks: z.object({ networks: z.array(listedNetworkSchema) }),
  measure: measurementSchema,
  read: describedSourceSchema,
  segment: z.object({
    images: z.array(
      z.object({
        file: z.string(),
        cells: z.array(foundCellSchema),
        /** Parts that the rules on size, border, roundness and focus sorted out. */
        rejected: z.array(rejectedCellSchema),
        expectedDiameter: z.number(),
      }),
    ),
    failed: z.array(failure),
    /** With `--score` only. */
    score: cellScore.optional(),
  }),
  /** `abbe prepare`: the dataset made, or with “list” the preparations there are. */
  prepare: z.union([
    z.object({
      project: z.string(),
      dataset: z.string(),
      /** Included items. */
      items: z.number().int(),
      setAside: z.array(z.object({ item: z.string(), reason: z.string() })),
      splits: z.object({
        training: z.number().int(),
        validation: z.number().int(),
        test: z.number().int(),
      }),
      skipped: z.array(failure),
      notes: z.array(z.string()),
      /** The folder of the pictures. */
      pictures: z.string(),
      /** What `abbe dataset check` says. */
      ok: z.boolean(),
      problems: z.array(z.string()),
    }),
    z.object({ preparations: z.array(catalogueEntrySchema), degradations: z.array(catalogueEntrySchema) }),
  ]),
  align: alignmentSchema,
  spots: spotsSchema,
  'practice-movie': practiceMovieSchema,
  'project create': z.object({ project: z.string(), name: z.string() }),
  'project add': z.object({
    project: z.string(),
    /** How many the project has now. */
    sources: z.number().int(),
    added: z.array(z.string()),
    unstated: z.array(z.string()),
    failed: z.array(failure),
  }),
  'project check': z.object({
    project: z.string(),
    ok: z.boolean(),
    missing: z.array(z.string()),
    changed: z.array(z.string()),
  }),
  'project relocate': z.object({
    project: z.string(),
    found: z.array(z.object({ from: z.string(), to: z.string() })),
    missing: z.array(z.string()),
  }),
  'project pack': z.object({ file: z.string(), bytes: z.number(), files: z.number().int() }),
  'project unpack': z.object({ project: z.string(), sources: z.number().int() }),
  'dataset list': z.object({ datasets: z.array(datasetSummary) }),
  'dataset check': z.object({
    dataset: z.string(),
    ok: z.boolean(),
    problems: z.array(datasetProblemSchema),
  }),
  'dataset stats': datasetStatisticsSchema.extend({ dataset: z.string() }),
  'dataset split': datasetChanged,
  'dataset exclude': datasetChanged,
  'dataset include': datasetChanged,
  'dataset tag': datasetChanged,
  'dataset label': datasetChanged,
  'dataset note': datasetChanged,
  'dataset remove': z.object({ removed: z.string() }),
  'dataset restore': datasetChanged,
  'dataset normalise': z.object({ dataset: z.string(), normalisation: normalisationSchema }),
  'dataset undo': datasetChanged,
  'dataset redo': datasetChanged,
  convert: z.object({ file: z.string(), output: z.string(), format: z.string(), planes: z.number().int() }),
  train: trained,
  replay: replaySchema,
  /** With `--report`: its page, and its PDF. */
  evaluate: evaluationSchema.extend({ report: reportSchema.nullable() }),
  compare: comparisonSchema,
  report: reportSchema,
  export: exportedModelSchema,
  apply: applied,
  generate: generatedSchema,
  digits: digitCheckSchema,
  view: viewSchema,
  triples: triplesSchema.extend({
    /** With `--out`: its picture. */
    montage: tripleMontageSchema
      .pick({ item: true, steps: true, range: true })
      .extend({ file: z.string() })
      .nullable(),
  }),
  /** With the folder of its tables and pictures. */
  classify: classificationSchema.extend({ folder: z.string() }),
  /** With `--classes` the overlap of masks or class maps. */
  metrics: z.union([imageMetricsSchema, imageOverlapSchema]),
  demo: z.object({
    training: trained,
    evaluation: evaluationSchema,
    applied,
    /** The report's HTML page. */
    page: z.string(),
    /** The whole demo, in seconds. */
    seconds: z.number().nonnegative(),
  }),
  serve: z.object({ address: z.string(), port: z.number().int() }),
} as const;

export type CommandName = keyof typeof documents;
export type CommandDocument<N extends CommandName> = z.output<(typeof documents)[N]>;

export const failureDocumentSchema = z.object({ error: errorSchema });
