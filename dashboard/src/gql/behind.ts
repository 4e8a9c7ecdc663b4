// Made by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A bucket of the ageing. */
export type AgeingCellInput = {
  /** Name of the bucket. */
  bucket: string;
  /** Which set of buckets. */
  scheme?: BucketScheme;
};

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

/** The address of one cell of a figure: exactly one of these. */
export type CellInput =
  {   /** A bucket of the ageing. */
  ageing: AgeingCellInput; cured?: never; daysPastDue?: never; firstPaymentDefault?: never; riskTier?: never; rollRate?: never; stock?: never; vintage?: never; }
  |  { ageing?: never;   /** Loans past due when a month began and current at its end: any day of the month. */
  cured: string; daysPastDue?: never; firstPaymentDefault?: never; riskTier?: never; rollRate?: never; stock?: never; vintage?: never; }
  |  { ageing?: never; cured?: never;   /** Active loans more than so many days past due, 0 to 3650: what portfolio at risk counts. */
  daysPastDue: number; firstPaymentDefault?: never; riskTier?: never; rollRate?: never; stock?: never; vintage?: never; }
  |  { ageing?: never; cured?: never; daysPastDue?: never;   /** Loans whose first instalment was open so many days after its due date, 1 to 365. */
  firstPaymentDefault: number; riskTier?: never; rollRate?: never; stock?: never; vintage?: never; }
  |  { ageing?: never; cured?: never; daysPastDue?: never; firstPaymentDefault?: never;   /** Loans of the customers of a tier. */
  riskTier: RiskTierCellInput; rollRate?: never; stock?: never; vintage?: never; }
  |  { ageing?: never; cured?: never; daysPastDue?: never; firstPaymentDefault?: never; riskTier?: never;   /** A cell of the roll rates of one month. */
  rollRate: RollRateCellInput; stock?: never; vintage?: never; }
  |  { ageing?: never; cured?: never; daysPastDue?: never; firstPaymentDefault?: never; riskTier?: never; rollRate?: never;   /** Loans by where they stood at the as-of date. */
  stock: LoanStock; vintage?: never; }
  |  { ageing?: never; cured?: never; daysPastDue?: never; firstPaymentDefault?: never; riskTier?: never; rollRate?: never; stock?: never;   /** A vintage at a month on book. */
  vintage: VintageCellInput; };

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

/** How loans are ordered; ties are settled by the identifier, unknown values come last. */
export type LoanOrder =
  /** By amount lent, smallest first. */
  | 'AMOUNT_ASC'
  /** By amount lent, largest first. */
  | 'AMOUNT_DESC'
  /** By day of the payout, oldest first. */
  | 'DISBURSEMENT_DATE_ASC'
  /** By day of the payout, newest first. */
  | 'DISBURSEMENT_DATE_DESC'
  /** By identifier, lowest first. */
  | 'ID_ASC'
  /** By identifier, highest first. */
  | 'ID_DESC'
  /** By yearly rate, lowest first. */
  | 'INTEREST_RATE_ASC'
  /** By yearly rate, highest first. */
  | 'INTEREST_RATE_DESC';

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

/** Where a loan stood at the as-of date. */
export type LoanStock =
  /** Principal outstanding, and not charged off. */
  | 'ACTIVE'
  /** Charged off. */
  | 'CHARGED_OFF'
  /** Paid out by then, whatever became of it. */
  | 'DISBURSED'
  /** Active, with an open instalment past due. */
  | 'OVERDUE';

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

/** A risk tier. */
export type RiskTierCellInput = {
  /** Which set of tiers. */
  profile?: TierProfile;
  /** Name of the tier. */
  tier: string;
};

/** A cell of the roll rates of one month. */
export type RollRateCellInput = {
  /** The bucket that they began in. */
  from: string;
  /** Any day of the month; the latest month that has ended when not given. */
  month?: string | null | undefined;
  /** Which set of buckets. */
  scheme?: BucketScheme;
  /** The state that they ended in. */
  state: string;
};

/** A set of risk tiers. */
export type TierProfile =
  /**
   * By how a customer has paid so far, not by score. Prime: nothing late, overdue or missed.
   * Standard: nothing missed and at most 7 days late on average. Subprime: at most 2 missed
   * and 30 days. High Risk otherwise; without an instalment fallen due no tier.
   */
  | 'BEHAVIOUR'
  /**
   * The industry's order: Prime from 750, Standard from 700, Near Prime from 650, Subprime
   * from 600, High Risk below.
   */
  | 'DEFAULT'
  /**
   * The same thresholds with the names of the third and fourth tier swapped, as an older
   * system printed them.
   */
  | 'DOCUMENTED';

/** A vintage at a month on book. */
export type VintageCellInput = {
  /** Months or quarters of disbursement. */
  every?: VintagePeriod;
  /** Any day of the vintage's month or quarter: its first one will do. */
  from: string;
  /** What is followed. */
  measure?: VintageMeasure;
  /** Months since the disbursement; the vintage as a whole must be that old. */
  monthOnBook: number;
};

/** What is followed of a vintage. */
export type VintageMeasure =
  /** What was charged off less what was received after it. */
  | 'CUMULATIVE_NET_LOSS'
  /** Loans that were ever 30 days past due or more. */
  | 'EVER_30'
  /** Loans that were ever 60 days past due or more. */
  | 'EVER_60'
  /** Loans that were ever 90 days past due or more. */
  | 'EVER_90';

/** The loans of which time of disbursement make a vintage. */
export type VintagePeriod =
  /** Of a calendar month. */
  | 'MONTH'
  /** Of three calendar months. */
  | 'QUARTER';

export type BehindQueryVariables = Exact<{
  asOf?: string | null | undefined;
  filter?: PortfolioFilter | null | undefined;
  cell: CellInput;
  orderBy: LoanOrder;
  first: number;
  after?: string | null | undefined;
}>;


export type BehindQuery = { book: { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string }, portfolio: { asOf: string, loansBehind: { totalCount: number, pageInfo: { hasNextPage: boolean, endCursor: string | null }, nodes: Array<{ id: string, externalId: string, loanType: LoanType, status: LoanStatus, amount: string, interestRate: string, termMonths: number, disbursementDate: string | null, monthlyInstallment: string, customer: { id: string, fullName: string, creditScore: number | null, riskTier: string | null } | null }> } } };

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
export const BehindDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Behind($asOf: Date, $filter: PortfolioFilter, $cell: CellInput!, $orderBy: LoanOrder!, $first: Int!, $after: String) {
  book {
    ...BookFields
  }
  portfolio(asOf: $asOf, filter: $filter) {
    asOf
    loansBehind(cell: $cell, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...LoanRow
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
}
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
}`) as unknown as TypedDocumentString<BehindQuery, BehindQueryVariables>;