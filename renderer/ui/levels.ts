import { CircleAlert, CircleCheck, Info, TriangleAlert } from '@lucide/vue';

/** The icon of each level of a message; the colour is the class of the same name. */
export const levelIcons = { info: Info, good: CircleCheck, warning: TriangleAlert, error: CircleAlert };
