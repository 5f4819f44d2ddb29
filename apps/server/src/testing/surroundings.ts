/**
 * What a process that a test starts gets of this one's environment, so that no setting of whoever runs the tests reaches
 * it: where programs are, and where Node keeps what it has compiled (`npm test` says so; a start is a third quicker).
 */
export const SURROUNDINGS = {
  PATH: process.env['PATH'],
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
}
