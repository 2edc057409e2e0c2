/** Test authorisation number of the GIE kit (insi.md §1.4): the only one known unless a sandbox is told of others. */
export const TEST_IDAM = "TESTSGIE0000";
