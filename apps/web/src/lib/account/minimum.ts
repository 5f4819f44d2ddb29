/**
 * Characters of a password without a second factor (NIST SP 800-63B-4, 3.1.1.2), for forms that no account stands behind
 * yet. Only said here: the server decides, and says so when it differs.
 */
export const MINIMUM_ALONE = 15
