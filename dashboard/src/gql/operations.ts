// Made by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** A stage of an application, in order. */
export type ProcessStage =
  /** To the signed contract. */
  | 'CONTRACT'
  /** To the credit check. */
  | 'CREDIT_CHECK'
  /** To the decision. */
  | 'DECISION'
  /** From the application to complete documents. */
  | 'DOCUMENTS'
  /** To the payout. */
  | 'FUNDING';

export type BookFieldsFragment = { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string };

export type RatioFieldsFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null };

export type DefinedRatioFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null, definition: { formula: string, words: string, source: string } };

export type LoanRowFragment = { id: string, externalId: string, loanType: LoanType, status: LoanStatus, amount: string, interestRate: string, termMonths: number, disbursementDate: string | null, monthlyInstallment: string, customer: { id: string, fullName: string, creditScore: number | null, riskTier: string | null } | null };

export type OperationsQueryVariables = Exact<{
  asOf?: string | null | undefined;
  filter?: PortfolioFilter | null | undefined;
}>;


export type OperationsQuery = { book: { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string }, portfolio: { asOf: string, weekOverWeek: { thisWeek: { receipts: { from: string, to: string, receiptCount: number, amountCollected: string, lateFeesReceived: string }, lending: { disbursedCount: number, disbursedAmount: string, chargedOffCount: number, chargedOffAmount: string } }, previousWeek: { receipts: { from: string, to: string, receiptCount: number, amountCollected: string, lateFeesReceived: string }, lending: { disbursedCount: number, disbursedAmount: string, chargedOffCount: number, chargedOffAmount: string } } }, collectionEfficiency: { from: string, to: string, total: { loanCount: number, amountDue: string, amountCollected: string, efficiency: { value: number | null }, currentEfficiency: { value: number | null } }, buckets: Array<{ bucket: string | null, collection: { loanCount: number, amountDue: string, amountCollected: string, efficiency: { value: number | null }, currentEfficiency: { value: number | null } } }> }, history: Array<{ asOf: string, collectionEfficiency: { total: { amountDue: string, amountCollected: string, efficiency: { value: number | null }, currentEfficiency: { value: number | null } } } }>, days: Array<{ from: string, to: string, instalmentCount: number, onTimeCount: number, lateCount: number, overdueCount: number, missedCount: number, onTimeRate: { value: number | null } }>, weeks: Array<{ from: string, to: string, instalmentCount: number, onTimeCount: number, lateCount: number, overdueCount: number, missedCount: number, onTimeRate: { value: number | null } }>, processTimes: { bottleneck: ProcessStage | null, stages: Array<{ stage: ProcessStage, applicationCount: number, medianHours: number | null, percentile90Hours: number | null, waitingCount: number, longestWaitingHours: number | null, meanMinutes: { value: number | null }, meanWaitingMinutes: { value: number | null } }> }, recoveryOfMissed: { days7: { value: number | null, numerator: string, denominator: string, loanCount: number | null }, days30: { value: number | null, numerator: string, denominator: string, loanCount: number | null }, days90: { value: number | null, numerator: string, denominator: string, loanCount: number | null } }, recoveryOfChargeOffs: { total: { month: string | null, loanCount: number, chargedOffAmount: string, recoveredAmount: string, rate: { value: number | null } }, byChargeOffMonth: Array<{ month: string | null, loanCount: number, chargedOffAmount: string, recoveredAmount: string, rate: { value: number | null } }> }, engagement: { meanScore: { value: number | null, numerator: string, denominator: string, loanCount: number | null }, bands: Array<{ lowest: number, highest: number, customerCount: number }> } } };

export type WeekFieldsFragment = { receipts: { from: string, to: string, receiptCount: number, amountCollected: string, lateFeesReceived: string }, lending: { disbursedCount: number, disbursedAmount: string, chargedOffCount: number, chargedOffAmount: string } };

export type CollectionFieldsFragment = { loanCount: number, amountDue: string, amountCollected: string, efficiency: { value: number | null }, currentEfficiency: { value: number | null } };

export type InstalmentFieldsFragment = { from: string, to: string, instalmentCount: number, onTimeCount: number, lateCount: number, overdueCount: number, missedCount: number, onTimeRate: { value: number | null } };

export type RecoveryFieldsFragment = { month: string | null, loanCount: number, chargedOffAmount: string, recoveredAmount: string, rate: { value: number | null } };

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
export const WeekFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment WeekFields on WeekKpis {
  receipts {
    from
    to
    receiptCount
    amountCollected
    lateFeesReceived
  }
  lending {
    disbursedCount
    disbursedAmount
    chargedOffCount
    chargedOffAmount
  }
}
    `, {"fragmentName":"WeekFields"}) as unknown as TypedDocumentString<WeekFieldsFragment, unknown>;
export const CollectionFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment CollectionFields on Collection {
  loanCount
  amountDue
  amountCollected
  efficiency {
    value
  }
  currentEfficiency {
    value
  }
}
    `, {"fragmentName":"CollectionFields"}) as unknown as TypedDocumentString<CollectionFieldsFragment, unknown>;
export const InstalmentFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment InstalmentFields on InstalmentsInPeriod {
  from
  to
  instalmentCount
  onTimeCount
  lateCount
  overdueCount
  missedCount
  onTimeRate {
    value
  }
}
    `, {"fragmentName":"InstalmentFields"}) as unknown as TypedDocumentString<InstalmentFieldsFragment, unknown>;
export const RecoveryFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment RecoveryFields on RecoveryInMonth {
  month
  loanCount
  chargedOffAmount
  recoveredAmount
  rate {
    value
  }
}
    `, {"fragmentName":"RecoveryFields"}) as unknown as TypedDocumentString<RecoveryFieldsFragment, unknown>;
export const OperationsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Operations($asOf: Date, $filter: PortfolioFilter) {
  book {
    ...BookFields
  }
  portfolio(asOf: $asOf, filter: $filter) {
    asOf
    weekOverWeek {
      thisWeek {
        ...WeekFields
      }
      previousWeek {
        ...WeekFields
      }
    }
    collectionEfficiency {
      from
      to
      total {
        ...CollectionFields
      }
      buckets {
        bucket
        collection {
          ...CollectionFields
        }
      }
    }
    history(count: 12, every: MONTH) {
      asOf
      collectionEfficiency {
        total {
          amountDue
          amountCollected
          efficiency {
            value
          }
          currentEfficiency {
            value
          }
        }
      }
    }
    days: instalments(count: 30, every: DAY) {
      ...InstalmentFields
    }
    weeks: instalments(count: 26, every: WEEK) {
      ...InstalmentFields
    }
    processTimes {
      bottleneck
      stages {
        stage
        applicationCount
        medianHours
        percentile90Hours
        meanMinutes {
          value
        }
        waitingCount
        meanWaitingMinutes {
          value
        }
        longestWaitingHours
      }
    }
    recoveryOfMissed {
      days7 {
        ...RatioFields
      }
      days30 {
        ...RatioFields
      }
      days90 {
        ...RatioFields
      }
    }
    recoveryOfChargeOffs {
      total {
        ...RecoveryFields
      }
      byChargeOffMonth {
        ...RecoveryFields
      }
    }
    engagement {
      meanScore {
        ...RatioFields
      }
      bands {
        lowest
        highest
        customerCount
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
fragment RatioFields on Ratio {
  value
  numerator
  denominator
  loanCount
}
fragment WeekFields on WeekKpis {
  receipts {
    from
    to
    receiptCount
    amountCollected
    lateFeesReceived
  }
  lending {
    disbursedCount
    disbursedAmount
    chargedOffCount
    chargedOffAmount
  }
}
fragment CollectionFields on Collection {
  loanCount
  amountDue
  amountCollected
  efficiency {
    value
  }
  currentEfficiency {
    value
  }
}
fragment InstalmentFields on InstalmentsInPeriod {
  from
  to
  instalmentCount
  onTimeCount
  lateCount
  overdueCount
  missedCount
  onTimeRate {
    value
  }
}
fragment RecoveryFields on RecoveryInMonth {
  month
  loanCount
  chargedOffAmount
  recoveredAmount
  rate {
    value
  }
}`) as unknown as TypedDocumentString<OperationsQuery, OperationsQueryVariables>;