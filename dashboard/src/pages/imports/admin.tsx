// What stands in place of the page for who is no admin.

import { useMe } from '../../frame/useMe';
import { words } from '../../format/words';
import { ImportsDocument } from '../../gql/imports';
import { useAddress } from '../../state/address';
import { useAnswer } from '../../state/useAnswer';

/** Whether the reader is an admin; null until it is known. */
export function useIsAdmin(): boolean | null {
  const me = useMe();
  return me && me.role === 'ADMIN';
}

export function ForAdmins() {
  // What stands around the page is about the book, whoever reads it.
  useAnswer(ImportsDocument, { isAdmin: false });
  const { link } = useAddress();
  const role = useMe()?.role ?? '';
  return (
    <div class="panel">
      <div class="state">
        <h1>Imports are for administrators</h1>
        <p>Loading tapes, and seeing what became of them, needs the role admin; yours is {words(role).toLowerCase()}. An administrator can give you a key with it.</p>
        <p><a href={link('')}>Go to the overview</a></p>
      </div>
    </div>
  );
}
