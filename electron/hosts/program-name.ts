/** What a person types to run us, for hints that can be copied: through npm, or installed. */
export const programName = process.env['npm_lifecycle_event'] ? 'npm run abbe --' : 'abbe';
