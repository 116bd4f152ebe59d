/**
 * How long the shim waits, in milliseconds, and how much it sends at once. Every wait in js/ has one of
 * these bounds. What a user might tune about the sidecar is in config/default.yaml instead.
 */

/** From starting the sidecar to its first answer: importing Python's packages on a slow disk. */
export const START_MS = 60_000;

/** From its first answer to being ready: replaying a very long event log. */
export const READY_MS = 900_000;

/** Between two looks at a sidecar that is starting or stopping. */
export const POLL_MS = 25;

/** For a sidecar of another version to save and leave. */
export const STOP_MS = 15_000;

/** For one answer. */
export const REQUEST_MS = 60_000;

/** Between two lines of a stream of progress: the longest silence of a big import. */
export const STREAM_SILENCE_MS = 300_000;

/** For another process that is setting up the environment. */
export const SETUP_TURN_MS = 900_000;

/** Between two looks at who is setting up. */
export const SETUP_POLL_MS = 200;

/** For the answers that an MCP client is still owed when it says that it has no more questions. */
export const MCP_LAST_ANSWERS_MS = 60_000;

/** Events in one `POST /v1/events`. */
export const BATCH_EVENTS = 500;

/** Characters in one `POST /v1/events`, well under the sidecar's request limit. */
export const BATCH_CHARACTERS = 256_000;

/** Characters in one line of events that is read; the sidecar takes no larger request. */
export const LINE_CHARACTERS = 4_194_304;

/** The log of the sidecar's own output starts afresh above this size, in bytes. */
export const OUTPUT_LOG_BYTES = 1_000_000;
