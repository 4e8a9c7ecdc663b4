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

/** Which customers are asked for; all conditions that are given must hold. */
export type CustomerFilter = {
  /** Day of sign-up. */
  accountCreatedDate?: DateFilter | null | undefined;
  /** Age in years. */
  age?: IntFilter | null | undefined;
  /** Credit score. */
  creditScore?: IntFilter | null | undefined;
  /** Employment. */
  employmentType?: EmploymentTypeFilter | null | undefined;
  /** Natural key in the source system. */
  externalId?: CodeFilter | null | undefined;
  /** Recorded gender. */
  gender?: GenderFilter | null | undefined;
  /** Housing. */
  housingStatus?: HousingStatusFilter | null | undefined;
  /** Yearly gross income in the book's currency. */
  income?: DecimalFilter | null | undefined;
  /** Skill level of the job. */
  jobType?: JobTypeFilter | null | undefined;
  /** Part of the name; letter case does not matter. */
  nameContains?: string | null | undefined;
};

/** How customers are ordered; ties are settled by the identifier, unknown values come last. */
export type CustomerOrder =
  /** By day of sign-up, oldest first. */
  | 'ACCOUNT_CREATED_DATE_ASC'
  /** By day of sign-up, newest first. */
  | 'ACCOUNT_CREATED_DATE_DESC'
  /** By credit score, worst first. */
  | 'CREDIT_SCORE_ASC'
  /** By credit score, best first. */
  | 'CREDIT_SCORE_DESC'
  /** By identifier, lowest first. */
  | 'ID_ASC'
  /** By identifier, highest first. */
  | 'ID_DESC'
  /** By income, lowest first. */
  | 'INCOME_ASC'
  /** By income, highest first. */
  | 'INCOME_DESC'
  /** By name, A to Z. */
  | 'NAME_ASC'
  /** By name, Z to A. */
  | 'NAME_DESC';

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

/** Employment, and the time in the present job. */
export type EmploymentType =
  /** Four to seven years in the present job. */
  | 'FOUR_TO_SEVEN_YEARS'
  /** One to four years in the present job. */
  | 'ONE_TO_FOUR_YEARS'
  /** Seven years or more in the present job. */
  | 'SEVEN_YEARS_OR_MORE'
  /** Less than a year in the present job. */
  | 'UNDER_ONE_YEAR'
  /** Without work. */
  | 'UNEMPLOYED';

/** Conditions on a label of a closed list; all that are given must hold. */
export type EmploymentTypeFilter = {
  /** This one. */
  eq?: EmploymentType | null | undefined;
  /** One of these. */
  in?: Array<EmploymentType> | null | undefined;
};

/** Recorded gender. In the demo book it comes from a source known to be unreliable. */
export type Gender =
  /** Female. */
  | 'FEMALE'
  /** Male. */
  | 'MALE';

/** Conditions on a label of a closed list; all that are given must hold. */
export type GenderFilter = {
  /** This one. */
  eq?: Gender | null | undefined;
  /** One of these. */
  in?: Array<Gender> | null | undefined;
};

/** Housing of the customer. */
export type HousingStatus =
  /** Lives for free. */
  | 'FREE'
  /** Owns the home. */
  | 'OWN'
  /** Pays rent. */
  | 'RENT';

/** Conditions on a label of a closed list; all that are given must hold. */
export type HousingStatusFilter = {
  /** This one. */
  eq?: HousingStatus | null | undefined;
  /** One of these. */
  in?: Array<HousingStatus> | null | undefined;
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

/** Skill level of the job. */
export type JobType =
  /** Management, self-employed or highly qualified. */
  | 'MANAGEMENT_OR_HIGHLY_QUALIFIED'
  /** Skilled employee or official. */
  | 'SKILLED'
  /** Without work, or unskilled and not resident. */
  | 'UNEMPLOYED_OR_UNSKILLED_NON_RESIDENT'
  /** Unskilled, resident. */
  | 'UNSKILLED';

/** Conditions on a label of a closed list; all that are given must hold. */
export type JobTypeFilter = {
  /** This one. */
  eq?: JobType | null | undefined;
  /** One of these. */
  in?: Array<JobType> | null | undefined;
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

export type CustomersQueryVariables = Exact<{
  filter?: CustomerFilter | null | undefined;
  orderBy: CustomerOrder;
  first: number;
  after?: string | null | undefined;
}>;


export type CustomersQuery = { book: { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string }, customers: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, externalId: string, fullName: string, creditScore: number | null, riskTier: string | null, income: string | null, age: number | null, gender: Gender | null, employmentType: EmploymentType | null, jobType: JobType | null, housingStatus: HousingStatus | null, accountCreatedDate: string }> } };

export type BookFieldsFragment = { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string };

export type RatioFieldsFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null };

export type DefinedRatioFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null, definition: { formula: string, words: string, source: string } };

export type LoanRowFragment = { id: string, externalId: string, loanType: LoanType, status: LoanStatus, amount: string, interestRate: string, termMonths: number, disbursementDate: string | null, monthlyInstallment: string, customer: { id: string, fullName: string, creditScore: number | null, riskTier: string | null } | null };

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
export const CustomersDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Customers($filter: CustomerFilter, $orderBy: CustomerOrder!, $first: Int!, $after: String) {
  book {
    ...BookFields
  }
  customers(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    totalCount
    pageInfo {
      hasNextPage
      endCursor
    }
    nodes {
      id
      externalId
      fullName
      creditScore
      riskTier
      income
      age
      gender
      employmentType
      jobType
      housingStatus
      accountCreatedDate
    }
  }
}
    fragment BookFields on Book {
  name
  currency
  currencyExponent
  isDemo
  provenance
  reportingDate
}`) as unknown as TypedDocumentString<CustomersQuery, CustomersQueryVariables>;