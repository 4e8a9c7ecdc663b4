// One line a check, and the count at the end.

let passed = 0;
let failed = 0;

/** Prints the check as passed when nothing is wrong, or with what is. */
export function report(name, faults) {
  const isFine = faults.length === 0;
  if (isFine) passed += 1;
  else failed += 1;
  console.log(`${isFine ? 'pass' : 'FAIL'}  ${name}${faults.map((fault) => `\n        ${fault}`).join('')}`);
}

/** Prints the totals; answers the exit code. */
report.finish = () => {
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
};
