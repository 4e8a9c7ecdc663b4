import { toggleWork, workList, type WorkItem } from '../state/workList';

/** Puts a customer on the work list, or takes it off. */
export function WorkButton({ item }: { item: WorkItem }) {
  const isOn = workList.value.some(({ id }) => id === item.id);
  const text = isOn ? 'On work list' : 'Add to work list';
  return <button type="button" aria-pressed={isOn} aria-label={`${text}: ${item.name}`} onClick={() => toggleWork(item)}>{text}</button>;
}
