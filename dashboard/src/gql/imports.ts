// Made by `npm run codegen`.
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** A file that is to be sent. */
export type BeginUploadInput = {
  /** Name of the file, without a path. */
  name: string;
  /** Size of the file in bytes, which may be more than an Int holds. */
  size: number;
};

/** What a load is doing. */
export type ImportPhase =
  /** Makes indexes, statuses and sums. */
  | 'FINISHING'
  /** Reads the files to see what is in them. */
  | 'LOOKING'
  /** Writes the rows, in a transaction that has not ended. */
  | 'WRITING';

/** How a load ended. */
export type ImportStatus =
  /** It is in the book. */
  | 'APPLIED'
  /** Too much was wrong with it: nothing was written. */
  | 'REFUSED'
  /** It was in the book, and was undone. */
  | 'UNDONE';

/** Which uploads are loaded, and how they are read. What is not said is found out. */
export type LoadTapeInput = {
  /** The day the files are true at; the last day in them where it is not given. */
  asOf?: string | null | undefined;
  /** ISO 4217 code of an empty book's currency. */
  currency?: string | null | undefined;
  /** What stands between fields: one character. */
  delimiter?: string | null | undefined;
  /** Only say what would come of it. */
  dryRun?: boolean;
  /** Name of the encoding of text, such as windows-1252. */
  encoding?: string | null | undefined;
  /** Name of the layout, such as fannie_mae. */
  layout?: string | null | undefined;
  /** The text of a mapping file: which column means what. */
  mapping?: string | null | undefined;
  /** Most rows that may be left out for an error; with more nothing is loaded. */
  maxRejected?: number;
  /** Uploads that belong together, at most 20. */
  uploads: Array<string | number>;
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

export type BookFieldsFragment = { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string };

export type RatioFieldsFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null };

export type DefinedRatioFragment = { value: number | null, numerator: string, denominator: string, loanCount: number | null, definition: { formula: string, words: string, source: string } };

export type LoanRowFragment = { id: string, externalId: string, loanType: LoanType, status: LoanStatus, amount: string, interestRate: string, termMonths: number, disbursementDate: string | null, monthlyInstallment: string, customer: { id: string, fullName: string, creditScore: number | null, riskTier: string | null } | null };

export type ImportsQueryVariables = Exact<{
  isAdmin: boolean;
}>;


export type ImportsQuery = { book: { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string }, imports?: Array<{ number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> }> };

export type ImportQueryVariables = Exact<{
  number: number;
}>;


export type ImportQuery = { book: { name: string, currency: string, currencyExponent: number, isDemo: boolean, provenance: string | null, reportingDate: string }, import: { refusal: string | null, number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, findings: Array<{ severity: string, rule: string, file: string, column: string, rows: number, fix: string, examples: Array<{ row: number, value: string }> }>, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> } | null, imports: Array<{ number: number, status: ImportStatus }> };

export type BeginUploadMutationVariables = Exact<{
  input: BeginUploadInput;
}>;


export type BeginUploadMutation = { upload: { id: string, received: number } };

export type DiscardUploadMutationVariables = Exact<{
  id: string | number;
}>;


export type DiscardUploadMutation = { discardUpload: { id: string } };

export type LoadTapeMutationVariables = Exact<{
  input: LoadTapeInput;
}>;


export type LoadTapeMutation = { job: { id: string, phase: ImportPhase, isDone: boolean, rows: number, rowsRejected: number, shareRead: number | null, secondsLeft: number | null, isRepeated: boolean | null, refusal: string | null, batch: { refusal: string | null, number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, findings: Array<{ severity: string, rule: string, file: string, column: string, rows: number, fix: string, examples: Array<{ row: number, value: string }> }>, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> } | null } };

export type ImportProgressSubscriptionVariables = Exact<{
  id: string | number;
}>;


export type ImportProgressSubscription = { job: { id: string, phase: ImportPhase, isDone: boolean, rows: number, rowsRejected: number, shareRead: number | null, secondsLeft: number | null, isRepeated: boolean | null, refusal: string | null, batch: { refusal: string | null, number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, findings: Array<{ severity: string, rule: string, file: string, column: string, rows: number, fix: string, examples: Array<{ row: number, value: string }> }>, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> } | null } };

export type ImportJobQueryVariables = Exact<{
  id: string | number;
}>;


export type ImportJobQuery = { job: { id: string, phase: ImportPhase, isDone: boolean, rows: number, rowsRejected: number, shareRead: number | null, secondsLeft: number | null, isRepeated: boolean | null, refusal: string | null, batch: { refusal: string | null, number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, findings: Array<{ severity: string, rule: string, file: string, column: string, rows: number, fix: string, examples: Array<{ row: number, value: string }> }>, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> } | null } };

export type UndoImportMutationVariables = Exact<{
  number: number;
}>;


export type UndoImportMutation = { undone: { deleted: number, restored: number, batch: { number: number } } };

export type ImportJobFieldsFragment = { id: string, phase: ImportPhase, isDone: boolean, rows: number, rowsRejected: number, shareRead: number | null, secondsLeft: number | null, isRepeated: boolean | null, refusal: string | null, batch: { refusal: string | null, number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, findings: Array<{ severity: string, rule: string, file: string, column: string, rows: number, fix: string, examples: Array<{ row: number, value: string }> }>, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> } | null };

export type ImportReportFragment = { refusal: string | null, number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, findings: Array<{ severity: string, rule: string, file: string, column: string, rows: number, fix: string, examples: Array<{ row: number, value: string }> }>, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> };

export type ImportRowFragment = { number: number, status: ImportStatus, layout: string, files: Array<string>, finishedAt: string, rowsRead: number, rowsRejected: number, tables: Array<{ name: string, inserted: number, updated: number, unchanged: number }> };

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
export const ImportRowFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}
    `, {"fragmentName":"ImportRow"}) as unknown as TypedDocumentString<ImportRowFragment, unknown>;
export const ImportReportFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ImportReport on ImportBatch {
  ...ImportRow
  refusal
  findings {
    severity
    rule
    file
    column
    rows
    fix
    examples {
      row
      value
    }
  }
}
    fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}`, {"fragmentName":"ImportReport"}) as unknown as TypedDocumentString<ImportReportFragment, unknown>;
export const ImportJobFieldsFragmentDoc = /*#__PURE__*/ new TypedDocumentString(`
    fragment ImportJobFields on ImportJob {
  id
  phase
  isDone
  rows
  rowsRejected
  shareRead
  secondsLeft
  isRepeated
  refusal
  batch {
    ...ImportReport
  }
}
    fragment ImportReport on ImportBatch {
  ...ImportRow
  refusal
  findings {
    severity
    rule
    file
    column
    rows
    fix
    examples {
      row
      value
    }
  }
}
fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}`, {"fragmentName":"ImportJobFields"}) as unknown as TypedDocumentString<ImportJobFieldsFragment, unknown>;
export const ImportsDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Imports($isAdmin: Boolean!) {
  book {
    ...BookFields
  }
  imports(first: 100) @include(if: $isAdmin) {
    ...ImportRow
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
fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}`) as unknown as TypedDocumentString<ImportsQuery, ImportsQueryVariables>;
export const ImportDocument = /*#__PURE__*/ new TypedDocumentString(`
    query Import($number: Int!) {
  book {
    ...BookFields
  }
  import(number: $number) {
    ...ImportReport
  }
  imports(first: 100) {
    number
    status
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
fragment ImportReport on ImportBatch {
  ...ImportRow
  refusal
  findings {
    severity
    rule
    file
    column
    rows
    fix
    examples {
      row
      value
    }
  }
}
fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}`) as unknown as TypedDocumentString<ImportQuery, ImportQueryVariables>;
export const BeginUploadDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation BeginUpload($input: BeginUploadInput!) {
  upload: beginUpload(input: $input) {
    id
    received
  }
}
    `) as unknown as TypedDocumentString<BeginUploadMutation, BeginUploadMutationVariables>;
export const DiscardUploadDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation DiscardUpload($id: ID!) {
  discardUpload(id: $id) {
    id
  }
}
    `) as unknown as TypedDocumentString<DiscardUploadMutation, DiscardUploadMutationVariables>;
export const LoadTapeDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation LoadTape($input: LoadTapeInput!) {
  job: loadTape(input: $input) {
    ...ImportJobFields
  }
}
    fragment ImportJobFields on ImportJob {
  id
  phase
  isDone
  rows
  rowsRejected
  shareRead
  secondsLeft
  isRepeated
  refusal
  batch {
    ...ImportReport
  }
}
fragment ImportReport on ImportBatch {
  ...ImportRow
  refusal
  findings {
    severity
    rule
    file
    column
    rows
    fix
    examples {
      row
      value
    }
  }
}
fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}`) as unknown as TypedDocumentString<LoadTapeMutation, LoadTapeMutationVariables>;
export const ImportProgressDocument = /*#__PURE__*/ new TypedDocumentString(`
    subscription ImportProgress($id: ID!) {
  job: importProgress(id: $id) {
    ...ImportJobFields
  }
}
    fragment ImportJobFields on ImportJob {
  id
  phase
  isDone
  rows
  rowsRejected
  shareRead
  secondsLeft
  isRepeated
  refusal
  batch {
    ...ImportReport
  }
}
fragment ImportReport on ImportBatch {
  ...ImportRow
  refusal
  findings {
    severity
    rule
    file
    column
    rows
    fix
    examples {
      row
      value
    }
  }
}
fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}`) as unknown as TypedDocumentString<ImportProgressSubscription, ImportProgressSubscriptionVariables>;
export const ImportJobDocument = /*#__PURE__*/ new TypedDocumentString(`
    query ImportJob($id: ID!) {
  job: importJob(id: $id) {
    ...ImportJobFields
  }
}
    fragment ImportJobFields on ImportJob {
  id
  phase
  isDone
  rows
  rowsRejected
  shareRead
  secondsLeft
  isRepeated
  refusal
  batch {
    ...ImportReport
  }
}
fragment ImportReport on ImportBatch {
  ...ImportRow
  refusal
  findings {
    severity
    rule
    file
    column
    rows
    fix
    examples {
      row
      value
    }
  }
}
fragment ImportRow on ImportBatch {
  number
  status
  layout
  files
  finishedAt
  rowsRead
  rowsRejected
  tables {
    name
    inserted
    updated
    unchanged
  }
}`) as unknown as TypedDocumentString<ImportJobQuery, ImportJobQueryVariables>;
export const UndoImportDocument = /*#__PURE__*/ new TypedDocumentString(`
    mutation UndoImport($number: Int!) {
  undone: undoImport(number: $number) {
    deleted
    restored
    batch {
      number
    }
  }
}
    `) as unknown as TypedDocumentString<UndoImportMutation, UndoImportMutationVariables>;