// The conditions of a list of records, as the address has them.

import { useAddress } from '../state/address';
import { printCondition, readConditions, type Chosen, type Condition } from './conditions';

export interface ConditionState {
  known: readonly Condition[];
  chosen: Chosen;
  choose: (condition: Condition, parts: string[]) => void;
  clear: () => void;
}

/** A change begins the list anew. */
export function useConditions(known: readonly Condition[]): ConditionState {
  const { query, set } = useAddress();
  return {
    known,
    chosen: readConditions(known, query),
    choose: (condition, parts) => set({ ...printCondition(condition, parts), after: null }),
    clear: () => set({ ...Object.assign({}, ...known.map((condition) => printCondition(condition, []))), after: null }),
  };
}
