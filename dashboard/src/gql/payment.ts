// Made by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** Money received on a loan. */
export type RecordPaymentInput = {
  /** What was received, in the book's currency, a late fee included. */
  amount: string;
  /** Only say what would be paid. */
  dryRun?: boolean;
  /**
   * Your name for this payment, 1 to 128 characters: sent again with the same key it is not
   * recorded again, and answered as the first time.
   */
  idempotencyKey: string;
  /**
   * The part of the amount that is a late fee: booked on the oldest instalment that the
   * payment touches. None when not given.
   */
  lateFee?: string | null | undefined;
  /** The loan's `id`, such as loan:7. */
  loanId: string | number;
  /**
   * Day it was received, from the payout to the reporting date. Earlier than what is recorded
   * already, it changes history from that day on.
   */
  receivedDate: string;
};

/** The payment to be reversed. */
export type ReversePaymentInput = {
  /** Only say what would be taken back. */
  dryRun?: boolean;
  /**
   * Your name for this reversal, 1 to 128 characters: sent again with the same key it is not
   * made again, and answered as the first time.
   */
  idempotencyKey: string;
  /** The payment's `id`, such as payment:12. */
  paymentId: string | number;
};

export type BookFieldsFragment = { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string };

export type RatioFieldsFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null };

export type DefinedRatioFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null, definition: { formula: string, words: string, source: string } };

export type LoanRowFragment = { id: string, externalId: string, loanType: LoanType, status: LoanStatus, amount: string, interestRate: string, termMonths: number, disbursementDate: string | null, monthlyInstallment: string, customer: { id: string, fullName: string, creditScore: number | null, riskTier: string | null } | null };

export type PayMutationVariables = Exact<{
  input: RecordPaymentInput;
}>;


export type PayMutation = { result: { dryRun: boolean, unappliedAmount: string, change: { id: string, at: string } | null, payment: { id: string, amount: string, lateFee: string, receivedDate: string, isRecovery: boolean }, allocations: Array<{ installmentNumber: number, dueDate: string, principal: string, interest: string, lateFee: string }>, loan: { id: string, status: LoanStatus } } };

export type RecoverMutationVariables = Exact<{
  input: RecordPaymentInput;
}>;


export type RecoverMutation = { result: { dryRun: boolean, unappliedAmount: string, change: { id: string, at: string } | null, payment: { id: string, amount: string, lateFee: string, receivedDate: string, isRecovery: boolean }, allocations: Array<{ installmentNumber: number, dueDate: string, principal: string, interest: string, lateFee: string }>, loan: { id: string, status: LoanStatus } } };

export type ReverseMutationVariables = Exact<{
  input: ReversePaymentInput;
}>;


export type ReverseMutation = { result: { dryRun: boolean, unappliedAmount: string, change: { id: string, at: string } | null, payment: { id: string, amount: string, lateFee: string, receivedDate: string, isRecovery: boolean }, allocations: Array<{ installmentNumber: number, dueDate: string, principal: string, interest: string, lateFee: string }>, loan: { id: string, status: LoanStatus } } };

export type PaymentResultFragment = { dryRun: boolean, unappliedAmount: string, change: { id: string, at: string } | null, payment: { id: string, amount: string, lateFee: string, receivedDate: string, isRecovery: boolean }, allocations: Array<{ installmentNumber: number, dueDate: string, principal: string, interest: string, lateFee: string }>, loan: { id: string, status: LoanStatus } };

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
export const PaymentResultFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment PaymentResult on PaymentPayload {
  dryRun
  unappliedAmount
  change {
    id
    at
  }
  payment {
    id
    amount
    lateFee
    receivedDate
    isRecovery
  }
  allocations {
    installmentNumber
    dueDate
    principal
    interest
    lateFee
  }
  loan {
    id
    status
  }
}
    `, {"fragmentName":"PaymentResult"}) as unknown as TypedDocumentString<PaymentResultFragment, unknown>;
export const PayDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Pay($input: RecordPaymentInput!) {
  result: recordPayment(input: $input) {
    ...PaymentResult
  }
}
    fragment PaymentResult on PaymentPayload {
  dryRun
  unappliedAmount
  change {
    id
    at
  }
  payment {
    id
    amount
    lateFee
    receivedDate
    isRecovery
  }
  allocations {
    installmentNumber
    dueDate
    principal
    interest
    lateFee
  }
  loan {
    id
    status
  }
}`) as unknown as TypedDocumentString<PayMutation, PayMutationVariables>;
export const RecoverDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Recover($input: RecordPaymentInput!) {
  result: recordRecovery(input: $input) {
    ...PaymentResult
  }
}
    fragment PaymentResult on PaymentPayload {
  dryRun
  unappliedAmount
  change {
    id
    at
  }
  payment {
    id
    amount
    lateFee
    receivedDate
    isRecovery
  }
  allocations {
    installmentNumber
    dueDate
    principal
    interest
    lateFee
  }
  loan {
    id
    status
  }
}`) as unknown as TypedDocumentString<RecoverMutation, RecoverMutationVariables>;
export const ReverseDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation Reverse($input: ReversePaymentInput!) {
  result: reversePayment(input: $input) {
    ...PaymentResult
  }
}
    fragment PaymentResult on PaymentPayload {
  dryRun
  unappliedAmount
  change {
    id
    at
  }
  payment {
    id
    amount
    lateFee
    receivedDate
    isRecovery
  }
  allocations {
    installmentNumber
    dueDate
    principal
    interest
    lateFee
  }
  loan {
    id
    status
  }
}`) as unknown as TypedDocumentString<ReverseMutation, ReverseMutationVariables>;