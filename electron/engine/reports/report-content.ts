import type { Classification } from '../../contract/classification.ts';
import type { DatasetDocument } from '../../contract/datasets.ts';
import type { Evaluation, ProjectDocument, RunRecord } from '../../contract/documents.ts';
import type { LossPoint } from '../../contract/events.ts';
import type { Raster } from '../imaging/raster.ts';
import type { TrustMeasures } from './trust-measures.ts';

/** An example in the report: pictures of one size, in the file's own numbers. */
export interface ReportExample {
  /** Why this one is shown, e.g. "Median". */
  title: string;
  id: string;
  /** As it is scored: brought to the truth's numbers where the recipe says so. */
  input: Raster;
  result: Raster;
  truth: Raster;
  /** Standard deviation of repeated results; null where nobody asked for it. */
  disagreement: Raster | null;
  /** Side of a pixel; null where the file does not say. */
  pixelSize: { x: number; unit: string } | null;
}

/** Images made from noise beside real ones. */
export interface Gallery {
  generated: Raster[];
  real: Raster[];
}

/** All that a report says; nothing in it is computed from anything else. */
export interface ReportContent {
  title: string;
  recipe: { title: string; description: string; paper: string };
  project: ProjectDocument;
  dataset: DatasetDocument;
  record: RunRecord;
  evaluation: Evaluation;
  losses: readonly LossPoint[];
  examples: readonly ReportExample[];
  /** A whole held-out photo. */
  photo: ReportExample | null;
  /** How `disagreement` of the examples was made, in words; null where it was not. */
  disagreementOf: string | null;
  /** Null where there is no truth: images from noise. */
  trust: TrustMeasures | null;
  gallery: Gallery | null;
  /** Of the run's dataset or of its results, newest first. */
  classifications: readonly Classification[];
  created: Date;
}
