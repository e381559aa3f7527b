import { microgan } from './microgan.ts';
import type { Recipe } from './recipe.ts';

/** Every recipe; a new one is one file and one line here. */
export const recipes: readonly Recipe[] = [microgan];
