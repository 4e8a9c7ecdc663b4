// What a payment would change, and its recording: said first by a dry run, shown whole, and only then written.

import { useId, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { longDate, mediumDate } from '../../format/date';
import { count, decimal } from '../../format/number';
import { PayDocument, RecoverDocument, ReverseDocument, type PaymentResultFragment, type RecordPaymentInput } from '../../gql/payment';
import { Confirm } from '../../parts/confirm';
import { DataTable, type Column } from '../../parts/dataTable';
import { nameOf } from '../../state/me';
import { readAgain } from '../../state/refresh';
import { request, RequestFailure } from '../../state/request';
import { fromMinor, toMinor, type Loan } from './loanShape';
import { LoanStatusBadge } from './loanTable';
import './payment.css';

interface Props {
  loan: Loan;
  /** Said in the field before anybody types: what the oldest open instalment lacks. */
  suggested: string;
  reportingDate: string;
  currency: string;
  exponent: number;
  /** Whether the page shows an earlier date than the book stands at. */
  isPast: boolean;
}

/** What a dry run said, and the key that its recording is known by: one key, however often it is sent. */
interface Said {
  input: Omit<RecordPaymentInput, 'dryRun'>;
  result: PaymentResultFragment;
}

interface Done {
  result: PaymentResultFragment;
  /** The key of its reversal. */
  undoKey: string;
  isUndone: boolean;
}

/** Whether the request may have been carried out all the same. */
const isSilent = ({ code }: RequestFailure) => code === 'NETWORK' || code === 'TIMEOUT' || code === 'BAD_ANSWER' || code.startsWith('HTTP 5');

const sameAs = (one: Said['input'], other: Omit<Said['input'], 'idempotencyKey'>) =>
  one.loanId === other.loanId && one.amount === other.amount && one.receivedDate === other.receivedDate && one.lateFee === other.lateFee;

/** A name for one change that nobody else chooses. A page that came without TLS has no randomUUID. */
function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function Payment({ loan, suggested, reportingDate, currency, exponent, isPast }: Props) {
  const isRecovery = loan.status === 'CHARGED_OFF';
  const what = isRecovery ? 'recovery' : 'payment';
  const [fields, setFields] = useState({ amount: suggested, receivedDate: reportingDate, lateFee: '' });
  const [said, setSaid] = useState<Said | null>(null);
  const [done, setDone] = useState<Done | null>(null);
  const [isAsking, setAsking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<RequestFailure | null>(null);
  /** Sent to be recorded, and not answered: it may be in the book. */
  const [unknown, setUnknown] = useState<Said['input'] | null>(null);
  const change = (changes: Partial<typeof fields>) => {
    setFields({ ...fields, ...changes });
    setSaid(null);
    setFailure(null);
  };

  const run = async <Result,>(work: () => Promise<Result>, onFailure?: (failure: RequestFailure) => void): Promise<Result | undefined> => {
    setBusy(true);
    setFailure(null);
    try {
      return await work();
    } catch (error) {
      const told = error instanceof RequestFailure ? error : new RequestFailure(String(error), 'INTERNAL');
      setFailure(told);
      onFailure?.(told);
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  const document = isRecovery ? RecoverDocument : PayDocument;
  const say = async (event: Event) => {
    event.preventDefault();
    setDone(null);
    const { amount, receivedDate, lateFee } = fields;
    const payment = { loanId: loan.id, amount: amount.trim(), receivedDate, lateFee: lateFee.trim() || null };
    const answer = await run(() => request(document, { input: { ...payment, idempotencyKey: newKey(), dryRun: true } }));
    // One whose recording was not answered is sent again under its name, so that it cannot be recorded twice.
    const idempotencyKey = unknown && sameAs(unknown, payment) ? unknown.idempotencyKey : newKey();
    if (answer) setSaid({ input: { ...payment, idempotencyKey }, result: answer.result });
  };
  const record = async () => {
    if (!said) return;
    setUnknown(said.input);
    // A refusal says that nothing was written; silence does not.
    const answer = await run(
      () => request(document, { input: { ...said.input, dryRun: false } }),
      (told) => { if (!isSilent(told)) setUnknown(null); },
    );
    if (!answer) return;
    setUnknown(null);
    setAsking(false);
    setSaid(null);
    setDone({ result: answer.result, undoKey: newKey(), isUndone: false });
    readAgain();
  };
  const undo = async () => {
    if (!done) return;
    const answer = await run(() => request(ReverseDocument, { input: { paymentId: done.result.payment.id, idempotencyKey: done.undoKey, dryRun: false } }));
    if (!answer) return;
    setDone({ ...done, isUndone: true });
    readAgain();
  };
  const pattern = exponent === 0 ? '\\d{1,12}' : `\\d{1,12}(\\.\\d{1,${exponent}})?`;
  const hint = `An amount such as ${fromMinor(BigInt(1250 * 10 ** exponent), exponent)}`;
  const money = (text: string) => `${decimal(text, exponent)} ${currency}`;
  const named = (field: string) => failure?.fields[`input.${field}`] ?? failure?.fields[field];
  const isNamed = failure !== null && ['amount', 'receivedDate', 'lateFee'].some((field) => named(field));

  return (
    <div class="payment">
      {isPast && <p class="notice">The page shows an earlier date. Payments are recorded against the book as it is now, on {longDate(reportingDate)}.</p>}
      <form class="controls" onSubmit={say}>
        <Field label={`Amount, ${currency}`} fault={named('amount')}>
          {(attributes) => <input {...attributes} inputMode="decimal" autocomplete="off" required maxLength={20} pattern={pattern} title={hint} value={fields.amount} onInput={(event) => change({ amount: event.currentTarget.value })} />}
        </Field>
        <Field label="Received on" fault={named('receivedDate')}>
          {(attributes) => <input {...attributes} type="date" required value={fields.receivedDate} min={loan.disbursementDate ?? undefined} max={reportingDate} onInput={(event) => change({ receivedDate: event.currentTarget.value })} />}
        </Field>
        <Field label={`Late fee in it, ${currency}`} fault={named('lateFee')}>
          {(attributes) => <input {...attributes} inputMode="decimal" autocomplete="off" placeholder="none" maxLength={20} pattern={pattern} title={hint} value={fields.lateFee} onInput={(event) => change({ lateFee: event.currentTarget.value })} />}
        </Field>
        <button type="submit" disabled={isBusy}>{isBusy && !isAsking ? 'Asking…' : 'Show what it would change'}</button>
      </form>
      {failure && !isNamed && !isAsking && <Fault failure={failure} />}
      {unknown && !isBusy && !isAsking && (
        <div class="notice failedNotice" role="alert">
          <p>Whether the {what} of {money(unknown.amount)} received on {mediumDate(unknown.receivedDate)} was recorded is not known. Show it again and record it: the same one is recorded once. Or look at the schedule below after a refresh.</p>
        </div>
      )}
      {said && (
        <div class="said">
          <Allocations result={said.result} currency={currency} exponent={exponent} />
          <p class="after">
            Not applied, to be paid back: <strong>{money(said.result.unappliedAmount)}</strong>. The loan would then be <LoanStatusBadge status={said.result.loan.status} />
          </p>
          <p><button type="button" class="primary" onClick={() => setAsking(true)}>Record this {what}…</button> <span class="muted small">Nothing has been written yet.</span></p>
        </div>
      )}
      <div role="status">
        {done && (
          <div class="notice done">
            <p>
              {done.isUndone
                ? `The ${what} of ${money(done.result.payment.amount)} was taken back, as if it had never come.`
                : `Recorded ${money(done.result.payment.amount)} received on ${mediumDate(done.result.payment.receivedDate)} as ${done.result.payment.id}${done.result.change ? ` (${done.result.change.id})` : ''}. The figures are read again.`}
            </p>
            {!done.isUndone && <button type="button" disabled={isBusy} onClick={undo}>Undo</button>}
          </div>
        )}
      </div>
      {isAsking && said && (
        <Confirm title={`Record this ${what}`} close={() => { setAsking(false); setFailure(null); }}>
          <div class="body">
            <p>This is written to the book:</p>
            <dl class="written">
              <dt>Loan</dt><dd>{loan.id}{loan.customer ? `, ${nameOf(loan.customer)}` : ''}</dd>
              <dt>Received</dt><dd>{money(said.input.amount)}</dd>
              <dt>On</dt><dd>{longDate(said.input.receivedDate)}</dd>
              <dt>Late fee in it</dt><dd>{said.input.lateFee ? money(said.input.lateFee) : 'none'}</dd>
              <dt>Pays</dt><dd>{count(said.result.allocations.length)} {said.result.allocations.length === 1 ? 'instalment' : 'instalments'}: principal {money(total(said.result, 'principal', exponent))}, interest {money(total(said.result, 'interest', exponent))}</dd>
              <dt>Not applied</dt><dd>{money(said.result.unappliedAmount)}</dd>
              <dt>Status after</dt><dd><LoanStatusBadge status={said.result.loan.status} /></dd>
              <dt>Idempotency key</dt><dd><code>{said.input.idempotencyKey}</code></dd>
            </dl>
            <p class="muted small">Sent again with this key it is not recorded twice. It can be undone.</p>
            {failure && <Fault failure={failure} isRecording />}
          </div>
          <footer>
            <button type="button" onClick={() => { setAsking(false); setFailure(null); }}>Cancel</button>
            <button type="button" class="primary" disabled={isBusy} onClick={record}>{isBusy ? 'Recording…' : failure ? 'Try again' : `Record ${money(said.input.amount)}`}</button>
          </footer>
        </Confirm>
      )}
    </div>
  );
}

/** The sum of one part of what is paid. */
function total({ allocations }: PaymentResultFragment, part: 'principal' | 'interest' | 'lateFee', exponent: number): string {
  return fromMinor(allocations.reduce((sum, row) => sum + toMinor(row[part], exponent), 0n), exponent);
}

type Row = PaymentResultFragment['allocations'][number];

function Allocations({ result, exponent, currency }: { result: PaymentResultFragment; exponent: number; currency: string }) {
  if (result.allocations.length === 0) return <p>It would pay nothing: the loan owes nothing.</p>;
  const columns: Column<Row>[] = [
    { key: 'number', label: 'Instalment', cell: (row) => count(row.installmentNumber) },
    { key: 'due', label: 'Due', cell: (row) => mediumDate(row.dueDate) },
    { key: 'principal', label: `Principal, ${currency}`, isNumber: true, cell: (row) => decimal(row.principal, exponent) },
    { key: 'interest', label: `Interest, ${currency}`, isNumber: true, cell: (row) => decimal(row.interest, exponent) },
    { key: 'lateFee', label: `Late fee, ${currency}`, isNumber: true, cell: (row) => decimal(row.lateFee, exponent) },
  ];
  const totals = ['All', '', ...(['principal', 'interest', 'lateFee'] as const).map((part) => decimal(total(result, part, exponent), exponent))];
  return <DataTable caption="What it would pay" columns={columns} rows={result.allocations} rowKey={(row) => String(row.installmentNumber)} totals={totals} />;
}

interface FieldAttributes {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

function Field({ label, fault, children }: { label: string; fault: string | undefined; children: (attributes: FieldAttributes) => ComponentChildren }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-invalid': fault !== undefined, 'aria-describedby': fault ? `${id}fault` : undefined })}
      {fault && <span class="fault" id={`${id}fault`} role="alert">{fault}</span>}
    </div>
  );
}

function Fault({ failure, isRecording }: { failure: RequestFailure; isRecording?: boolean }) {
  const advice = isSilent(failure) && isRecording
    ? 'Whether it was recorded is not known. Try again: with the same key it is recorded once.'
    : failure.code === 'CONFLICT' ? 'Read the page again and look at the loan.' : failure.advice;
  return (
    <div class="notice failedNotice" role="alert">
      <p>{isSilent(failure) ? 'No answer' : 'It was refused'}: {failure.message}. {advice}</p>
      <p class="muted small">{failure.code}{failure.requestId ? `, request ${failure.requestId}` : ''}</p>
    </div>
  );
}
