// Why nothing was done, in the server's words.

import { useAddress } from '../../state/address';
import type { RequestFailure } from '../../state/request';
import { readRefusal } from './importsShape';

const REFUSALS = ['UNPROCESSABLE', 'BAD_USER_INPUT', 'CONFLICT', 'PAYLOAD_TOO_LARGE', 'FORBIDDEN', 'FILE'];

export function Refused({ what, failure }: { what: string; failure: RequestFailure }) {
  const { link } = useAddress();
  const { text, hint, number } = readRefusal(failure.message);
  const fields = Object.values(failure.fields);
  return (
    <div class="notice refusal" role="alert">
      <p><strong>{what}.</strong> {[text, ...fields.filter((field) => !text.includes(field))].join('; ')}</p>
      {hint ? <p>{hint}</p> : !REFUSALS.includes(failure.code) && <p>{failure.advice}</p>}
      {number !== null && <p><a href={link('imports', { load: String(number) })}>All that was wrong with load {number}</a></p>}
      <p class="muted small">{failure.code}{failure.requestId ? `, request ${failure.requestId}` : ''}</p>
    </div>
  );
}
