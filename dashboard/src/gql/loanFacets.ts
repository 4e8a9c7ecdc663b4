// Made by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Conditions on a code; all that are given must hold. */
export type CodeFilter = {
  /** Exactly this, letter case included. */
  eq?: string | null | undefined;
  /** One of these. */
  in?: Array<string> | null | undefined;
};

/** Conditions on a date; all that are given must hold. */
export type DateFilter = {
  /** On this day. */
  eq?: string | null | undefined;
  /** On this day or later. */
  gte?: string | null | undefined;
  /** On one of these days. */
  in?: Array<string> | null | undefined;
  /** On this day or earlier. */
  lte?: string | null | undefined;
};

/** Conditions on an exact decimal; all that are given must hold. */
export type DecimalFilter = {
  /** Equal to this. */
  eq?: string | null | undefined;
  /** This or more. */
  gte?: string | null | undefined;
  /** Equal to one of these. */
  in?: Array<string> | null | undefined;
  /** This or less. */
  lte?: string | null | undefined;
};

/** Conditions on an identifier; all that are given must hold. */
export type IdFilter = {
  /** This one. */
  eq?: string | number | null | undefined;
  /** One of these. */
  in?: Array<string | number> | null | undefined;
};

/** Conditions on a whole number; all that are given must hold. */
export type IntFilter = {
  /** Equal to this. */
  eq?: number | null | undefined;
  /** This or more. */
  gte?: number | null | undefined;
  /** Equal to one of these. */
  in?: Array<number> | null | undefined;
  /** This or less. */
  lte?: number | null | undefined;
};

/** Which loans are asked for; all conditions that are given must hold. */
export type LoanFilter = {
  /** Amount lent, in the book's currency. */
  amount?: DecimalFilter | null | undefined;
  /** Day of the charge-off. */
  chargeOffDate?: DateFilter | null | undefined;
  /** The borrower. */
  customerId?: IdFilter | null | undefined;
  /** Day the money was paid out. */
  disbursementDate?: DateFilter | null | undefined;
  /** Natural key in the source system. */
  externalId?: CodeFilter | null | undefined;
  /** Nominal yearly rate as a fraction: "0.0385" is 3.85 %. */
  interestRate?: DecimalFilter | null | undefined;
  /** What the loan is for. */
  loanType?: LoanTypeFilter | null | undefined;
  /** Status at the book's reporting date. */
  status?: LoanStatusFilter | null | undefined;
  /** Agreed number of monthly instalments. */
  termMonths?: IntFilter | null | undefined;
};

/** Where a loan stands at the book's reporting date. */
export type LoanStatus =
  /** Paid out, with principal or an instalment open. */
  | 'ACTIVE'
  /** Written off as a loss. */
  | 'CHARGED_OFF'
  /** Paid back in full. */
  | 'PAID_OFF'
  /** Applied for, not paid out. */
  | 'PENDING';

/** Conditions on a label of a closed list; all that are given must hold. */
export type LoanStatusFilter = {
  /** This one. */
  eq?: LoanStatus | null | undefined;
  /** One of these. */
  in?: Array<LoanStatus> | null | undefined;
};

/** What a loan is for. */
export type LoanType =
  /** A vehicle. */
  | 'AUTO'
  /** A business. */
  | 'BUSINESS'
  /** Furniture and appliances. */
  | 'CONSUMER'
  /** Education and retraining. */
  | 'EDUCATION'
  /** Anything else. */
  | 'PERSONAL';

/** Conditions on a label of a closed list; all that are given must hold. */
export type LoanTypeFilter = {
  /** This one. */
  eq?: LoanType | null | undefined;
  /** One of these. */
  in?: Array<LoanType> | null | undefined;
};

export type BookFieldsFragment = { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string };

export type RatioFieldsFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null };

export type DefinedRatioFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null, definition: { formula: string, words: string, source: string } };

export type LoanRowFragment = { id: string, externalId: string, loanType: LoanType, status: LoanStatus, amount: string, interestRate: string, termMonths: number, disbursementDate: string | null, monthlyInstallment: string, customer: { id: string, fullName: string, creditScore: number | null, riskTier: string | null } | null };

export type LoanFacetsQueryVariables = Exact<{
  PENDING?: LoanFilter | null | undefined;
  ACTIVE?: LoanFilter | null | undefined;
  PAID_OFF?: LoanFilter | null | undefined;
  CHARGED_OFF?: LoanFilter | null | undefined;
  AUTO?: LoanFilter | null | undefined;
  BUSINESS?: LoanFilter | null | undefined;
  CONSUMER?: LoanFilter | null | undefined;
  EDUCATION?: LoanFilter | null | undefined;
  PERSONAL?: LoanFilter | null | undefined;
}>;


export type LoanFacetsQuery = { PENDING: { totalCount: number }, ACTIVE: { totalCount: number }, PAID_OFF: { totalCount: number }, CHARGED_OFF: { totalCount: number }, AUTO: { totalCount: number }, BUSINESS: { totalCount: number }, CONSUMER: { totalCount: number }, EDUCATION: { totalCount: number }, PERSONAL: { totalCount: number } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const BookFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment BookFields on Book {
  name
  currency
  currencyExponent
  isDemo
  provenance
  reportingDate
}
    `, {"fragmentName":"BookFields"}) as unknown as TypedDocumentString<BookFieldsFragment, unknown>;
export const RatioFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RatioFields on Ratio {
  value
  numerator
  denominator
  loanCount
}
    `, {"fragmentName":"RatioFields"}) as unknown as TypedDocumentString<RatioFieldsFragment, unknown>;
export const DefinedRatioFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment DefinedRatio on Ratio {
  ...RatioFields
  definition {
    formula
    words
    source
  }
}
    fragment RatioFields on Ratio {
  value
  numerator
  denominator
  loanCount
}`, {"fragmentName":"DefinedRatio"}) as unknown as TypedDocumentString<DefinedRatioFragment, unknown>;
export const LoanRowFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment LoanRow on Loan {
  id
  externalId
  loanType
  status
  amount
  interestRate
  termMonths
  disbursementDate
  monthlyInstallment
  customer {
    id
    fullName
    creditScore
    riskTier
  }
}
    `, {"fragmentName":"LoanRow"}) as unknown as TypedDocumentString<LoanRowFragment, unknown>;
export const LoanFacetsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query LoanFacets($PENDING: LoanFilter, $ACTIVE: LoanFilter, $PAID_OFF: LoanFilter, $CHARGED_OFF: LoanFilter, $AUTO: LoanFilter, $BUSINESS: LoanFilter, $CONSUMER: LoanFilter, $EDUCATION: LoanFilter, $PERSONAL: LoanFilter) {
  PENDING: loans(first: 0, filter: $PENDING) {
    totalCount
  }
  ACTIVE: loans(first: 0, filter: $ACTIVE) {
    totalCount
  }
  PAID_OFF: loans(first: 0, filter: $PAID_OFF) {
    totalCount
  }
  CHARGED_OFF: loans(first: 0, filter: $CHARGED_OFF) {
    totalCount
  }
  AUTO: loans(first: 0, filter: $AUTO) {
    totalCount
  }
  BUSINESS: loans(first: 0, filter: $BUSINESS) {
    totalCount
  }
  CONSUMER: loans(first: 0, filter: $CONSUMER) {
    totalCount
  }
  EDUCATION: loans(first: 0, filter: $EDUCATION) {
    totalCount
  }
  PERSONAL: loans(first: 0, filter: $PERSONAL) {
    totalCount
  }
}
    `) as unknown as TypedDocumentString<LoanFacetsQuery, LoanFacetsQueryVariables>;