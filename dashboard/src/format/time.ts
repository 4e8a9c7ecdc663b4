// Times of the server. Apart from the dates: the first page has none.

import { mediumDate } from './date';

/** "23 Nov 2025, 14:05 UTC". */
export const timeWords = (at: string) => `${mediumDate(at.slice(0, 10))}, ${at.slice(11, 16)} UTC`;
