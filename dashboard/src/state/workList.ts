// Customers somebody means to look at: kept in this browser until the server has such a list.

import { effect, signal } from '@preact/signals';

export interface WorkItem {
  id: string;
  name: string;
}

function stored(): WorkItem[] {
  try {
    const items: unknown = JSON.parse(localStorage.getItem('loanbook.workList') ?? '[]');
    return Array.isArray(items) ? items.filter((item) => typeof item?.id === 'string' && typeof item?.name === 'string') : [];
  } catch {
    return [];
  }
}

export const workList = signal<WorkItem[]>(stored());

effect(() => localStorage.setItem('loanbook.workList', JSON.stringify(workList.value)));

/** Puts the customer on the list, or takes it off. */
export function toggleWork(item: WorkItem): void {
  const isOn = workList.value.some(({ id }) => id === item.id);
  workList.value = isOn ? workList.value.filter(({ id }) => id !== item.id) : [...workList.value, item];
}
