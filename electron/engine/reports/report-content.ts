import type { DatasetDocument } from '../../contract/datasets.ts';
import type { Evaluation, ProjectDocument, RunRecord } from '../../contract/documents.ts';
import type { LossPoint } from '../../contract/events.ts';
import type { Raster } from '../imaging/raster.ts';

/** An example in the report: three pictures of one size, in the file's own numbers. */
export interface ReportExample {
  /** Why this one is shown, e.g. "Median gain". */
  title: string;
  id: string;
  input: Raster;
  result: Raster;
  truth: Raster;
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
  created: Date;
}
