// Made by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A set of buckets of days past due. */
export type BucketScheme =
  /** Current, 1–30, 31–60, 61–90, 91 and more: IFRS 9. */
  | 'IFRS'
  /** Current, 1–15, 16–30, 31–120, 121 and more: Lending Club, whose tapes know no others. */
  | 'LC'
  /** Current, 1–30, 31–60, 61–90, 91–180, 181 and more: microfinance. */
  | 'MFI'
  /** Current, 1–29, 30–59, 60–89, 90–119, 120 and more: US consumer lending. */
  | 'US';

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

/** Which loans a portfolio is made of; all conditions that are given must hold. */
export type PortfolioFilter = {
  /** The borrower's age. */
  age?: IntFilter | null | undefined;
  /** Amount lent, in the book's currency. */
  amount?: DecimalFilter | null | undefined;
  /** The borrower's credit score. */
  creditScore?: IntFilter | null | undefined;
  /** The borrower. */
  customerId?: IdFilter | null | undefined;
  /** Day the money was paid out. */
  disbursementDate?: DateFilter | null | undefined;
  /** The borrower's employment. */
  employmentType?: EmploymentTypeFilter | null | undefined;
  /** The borrower's recorded gender. */
  gender?: GenderFilter | null | undefined;
  /** The borrower's housing. */
  housingStatus?: HousingStatusFilter | null | undefined;
  /** Nominal yearly rate as a fraction: "0.0385" is 3.85 %. */
  interestRate?: DecimalFilter | null | undefined;
  /** The borrower's skill level. */
  jobType?: JobTypeFilter | null | undefined;
  /** The loan. */
  loanId?: IdFilter | null | undefined;
  /** What the loan is for. */
  loanType?: LoanTypeFilter | null | undefined;
  /** Names of the borrowers' tiers by credit score, such as "High Risk". */
  riskTier?: Array<string> | null | undefined;
  /** Where the loan stood at the as-of date. */
  status?: LoanStatusFilter | null | undefined;
  /** Agreed number of monthly instalments. */
  termMonths?: IntFilter | null | undefined;
};

export type AgeingQueryVariables = Exact<{
  asOf?: string | null | undefined;
  filter?: PortfolioFilter | null | undefined;
  scheme: BucketScheme;
}>;


export type AgeingQuery = { book: { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string }, portfolio: { asOf: string, history: Array<{ asOf: string, ageing: { buckets: Array<{ bucket: string, fromDays: number, toDays: number | null, loanCount: number, balance: string, overdueAmount: string, share: { value: number | null } }> } }> } };

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
export const AgeingDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Ageing($asOf: Date, $filter: PortfolioFilter, $scheme: BucketScheme!) {
  book {
    ...BookFields
  }
  portfolio(asOf: $asOf, filter: $filter) {
    asOf
    history(count: 12, every: MONTH) {
      asOf
      ageing(scheme: $scheme) {
        buckets {
          bucket
          fromDays
          toDays
          loanCount
          balance
          overdueAmount
          share {
            value
          }
        }
      }
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
}`) as unknown as TypedDocumentString<AgeingQuery, AgeingQueryVariables>;