// All loans of the book, also those not paid out, narrowed by their terms.

import { useMemo } from 'preact/hooks';
import { count } from '../../format/number';
import { LoanFacetsDocument } from '../../gql/loanFacets';
import { LoansDocument, type LoanFilter, type LoanOrder } from '../../gql/loans';
import { toConditions } from '../../parts/conditions';
import { PAGE } from '../../parts/list';
import { RecordList } from '../../parts/recordList';
import { useConditions } from '../../parts/useConditions';
import { useList } from '../../parts/useList';
import { useAddress } from '../../state/address';
import { request } from '../../state/request';
import { book, useAnswer } from '../../state/useAnswer';
import { conditionsIn, identifierIn } from './loansShape';
import { LOAN_ORDERS, LoanTable, toLoanSheet } from './loanTable';
import './loans.css';

export default function Loans() {
  const { link } = useAddress();
  const conditions = useConditions(useMemo(() => conditionsIn(book.value?.currency), [book.value]));
  const list = useList(LOAN_ORDERS, { key: 'DISBURSEMENT_DATE', descending: true });
  const named = list.search ? { externalId: { eq: list.search } } : {};
  const asked = { filter: { ...toConditions(conditions.known, conditions.chosen), ...named } as LoanFilter, orderBy: list.order as LoanOrder };
  const { data, ...state } = useAnswer(LoansDocument, { ...asked, first: PAGE, after: list.trail.at(-1) ?? null });
  const identifier = identifierIn(list.search);
  return (
    <div class="loansPage">
      <div class="pageHead">
        <h1>Loans</h1>
        {data && <span class="meta">{count(data.loans.totalCount)} of this book{Object.keys(asked.filter).length > 0 ? ' that meet the conditions' : ''}</span>}
      </div>
      <p class="listNote">
        Every loan as it stands at the reporting date, also those not paid out. The segment and the as-of date above do not narrow this list; the conditions here do. <a href={link('behind', { stock: 'DISBURSED' })}>Loans of the segment at the as-of date</a>
      </p>
      <RecordList
        title="All loans" what="loans" searchLabel="Find by external id" conditions={conditions} list={list} named={named} facets={LoanFacetsDocument}
        table={(rows) => <LoanTable caption="All loans" rows={rows} sort={list.sort} onSort={list.onSort} />}
        answer={{ page: data?.loans, ...state }}
        ask={async (first, after) => (await request(LoansDocument, { ...asked, first, after })).loans}
        toSheet={toLoanSheet}
        nothing={list.search
          ? <p>None has the external id “{list.search}”; it is compared whole, letter case included.{identifier && <> <a href={link('loan', { id: identifier })}>Open {identifier}</a></>}</p>
          : <p>Take out a condition to see more.</p>}
      />
    </div>
  );
}
