/** Places of the Apply screen: the part of the address names them, nothing is the first. */
export const applyPlaces = ['apply', 'generate', 'classify'] as const;
export type ApplyPlaceName = (typeof applyPlaces)[number];

export const applyPlaceOf = (part: string): ApplyPlaceName =>
  applyPlaces.find((place) => place === part) ?? 'apply';
