// Who reads the pages. Known after the first figures, or when a page must know it before it asks.

import { signal } from '@preact/signals';
import type { MeQuery } from '../gql/me';

export const me = signal<MeQuery['me'] | null>(null);

/** What stands for a customer: the name, or the identifier where the role is shown no names. */
export const nameOf = ({ id, fullName }: { id: string; fullName: string }) => (fullName === '***' ? id : fullName);

/** What a column of names says and does where the role is shown none. */
export const nameColumn = () => (me.value?.seesNames === false ? { title: 'Names are hidden from your role' } : { sorts: true });
