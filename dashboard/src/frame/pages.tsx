// The pages in the order of the rail. A page is one segment of the address, so that relative links hold.

import type { FunctionComponent } from 'preact';
import { lazy } from 'preact-iso';
import type { MeQuery } from '../gql/me';
import Overview from '../pages/overview/overview';
import { me } from '../state/me';
import { later } from './later';

export interface PageEntry {
  /** Its segment; '' is the overview. */
  path: string;
  name: string;
  /** After "g" it opens the page. */
  key?: string;
  component: FunctionComponent;
  /** The line of its icon, on a square of 24. */
  icon?: string;
  /** The role that it is for; every one where none is named. */
  role?: MeQuery['me']['role'];
}

export const PAGES: readonly PageEntry[] = [
  { path: '', name: 'Overview', key: 'o', component: Overview, icon: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z' },
  { path: 'delinquency', name: 'Delinquency', key: 'd', component: lazy(() => import('../pages/delinquency/delinquency')), icon: 'M12 4 3 20h18zM12 10v5M12 17.5v.5' },
  { path: 'segments', name: 'Segments', key: 's', component: lazy(() => import('../pages/segments/segments')), icon: 'M4 4h16v16H4zM4 10h16M10 4v16' },
  { path: 'explore', name: 'Explore', key: 'e', component: lazy(() => import('../pages/explore/explore')), icon: 'M4 20V4M4 20h16M8 16v-4M12 16V8M16 16v-6' },
  { path: 'operations', name: 'Operations', key: 'p', component: lazy(() => import('../pages/operations/operations')), icon: 'M12 3a9 9 0 1 0 9 9M12 7v5l3 3M16 4l4 0 0 4' },
  { path: 'customers', name: 'Customers', key: 'c', component: lazy(() => import('../pages/customers/customers')), icon: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.5-4 3-6 6.500-6s6 2 6.500 6M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14.500c2 .8 3.200 2.700 3.500 5.500' },
  { path: 'loans', name: 'Loans', key: 'l', component: lazy(() => import('../pages/loans/loans')), icon: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7' },
  { path: 'imports', name: 'Imports', key: 'i', role: 'ADMIN', component: lazy(() => import('../pages/imports/imports')), icon: 'M12 15V4M7.500 8.500 12 4l4.500 4.500M4 14v6h16v-6' },
  { path: 'customer', name: 'Customer', component: lazy(() => import('../pages/customers/customer')) },
  { path: 'loan', name: 'Loan', component: lazy(() => import('../pages/loans/loan')) },
  { path: 'behind', name: 'Loans behind a figure', component: lazy(() => import('../pages/loans/behind')) },
];

/** Stands alone, without what stands around the others. */
export const LOGIN = { path: 'login', component: later(() => import('../pages/login/login')) };

const RAIL = PAGES.filter(({ icon }) => icon !== undefined);

/** The pages that the rail offers: what is for a role is not there before the role is known. */
export const offered = () => RAIL.filter(({ role }) => role === undefined || role === me.value?.role);

/** What stands below the line of the rail: pages that are not part of this one. */
export const OTHERS = [
  { href: 'graphiql', name: 'GraphiQL', icon: 'M12 3l8 4.500v9L12 21l-8-4.500v-9zM12 3 4 16.500h16z' },
  { href: 'docs/', name: 'API docs', icon: 'M4 5a2 2 0 0 1 2-2h13v15H6a2 2 0 0 0-2 2zM4 20a1 1 0 0 0 1 1h14v-3M8 7h7M8 11h5' },
];
