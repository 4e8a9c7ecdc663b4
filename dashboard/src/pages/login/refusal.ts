// Why a login was refused, in words, and what to do.

export interface Refusal {
  what: string;
  advice: string;
  requestId?: string | null;
}

/** Null: the server could not be reached. */
export function refusal(status: number | null, detail?: string, wait?: string | null): Pick<Refusal, 'what' | 'advice'> {
  if (status === null) return { what: 'The server could not be reached', advice: 'Check that it is running and that you can reach it, then try again.' };
  if (status === 401 || status === 400) return { what: 'This key is not taken', advice: 'Check that all of it was copied. It may have expired, or been revoked: then ask for a new one.' };
  if (status === 429) return { what: 'Too many tries came from this address', advice: /^\d+$/.test(wait ?? '') ? `Wait ${wait} s, then try again.` : 'Wait a minute, then try again.' };
  if (status >= 500) return { what: detail ?? `The server answered with status ${status}`, advice: 'Try again shortly. If it fails again, look in the log of the server.' };
  return { what: detail ?? `The server answered with status ${status}`, advice: 'Open this page from the address of the server itself, then try again.' };
}
