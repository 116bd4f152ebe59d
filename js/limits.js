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

/** For `GET /readyz`, which computes nothing: a sidecar that is silent for longer hangs. */
export const READYZ_MS = 10_000;

/** The same where somebody wants to end or examine it. */
export const LOOK_MS = 2_000;

/** For a process to end on a signal. */
export const SIGNAL_MS = 5_000;

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

/** For a whisper; it takes some milliseconds, but what was handed over and comes too late is shown by nobody. */
export const WHISPER_MS = 1_000;

/** Characters of a workflow's name that the sidecar is told. */
export const NAME_CHARACTERS = 240;

/** Events of examples that are sent together. */
export const MOST_EXAMPLES = 2000;

/** Characters in one `POST /v1/events`, well under the sidecar's request limit. */
export const BATCH_CHARACTERS = 256_000;

/** Characters in one line of events that is read; the sidecar takes no larger request. */
export const LINE_CHARACTERS = 4_194_304;

/** The log of the sidecar's own output starts afresh above this size, in bytes. */
export const OUTPUT_LOG_BYTES = 1_000_000;

/** Bytes of a workflow's file; the largest that people write have some ten thousand. */
export const WORKFLOW_BYTES = 1_000_000;

/** Values in a workflow's file, with its aliases written out. */
export const WORKFLOW_NODES = 20_000;

/** Lists and maps in a workflow's file that stand within each other; deeper ones would exhaust the stack of what reads them. */
export const WORKFLOW_DEPTH = 100;

/** Steps of a workflow, those in groups included. */
export const WORKFLOW_STEPS = 500;

/** Characters of one condition or variable of a workflow. */
export const EXPRESSION_CHARACTERS = 2_000;

/** Levels of parentheses and negations in one condition. */
export const EXPRESSION_DEPTH = 50;

/** For one step of a workflow that names no time of its own; what the host gives a step. */
export const STEP_MS = 300_000;

/** The longest time that a step may name. */
export const LONGEST_STEP_MS = 86_400_000;

/** Most retries of a step. */
export const MOST_RETRIES = 10;

/** Before the first retry of a step; each further wait is twice as long. */
export const RETRY_MS = 1_000;

/** The longest wait between two retries. */
export const LONGEST_RETRY_MS = 60_000;

/** Steps of a group that are done at the same time. */
export const STEPS_AT_ONCE = 8;

/** Characters of a step's data that are kept to go on with after a crash. */
export const RECORDED_CHARACTERS = 500_000;

/** Records of past runs that are kept of one workflow. */
export const RECORDS_KEPT = 50;

/** Past runs from which on a workflow's own habits are told of. */
export const RUNS_TO_KNOW = 3;

/** Share of the past runs that makes a step a usual one. */
export const USUAL_SHARE = 0.8;

/** For the learner to say what is likely next while a workflow runs; it must not hold the run up. */
export const FORESIGHT_MS = 2_000;

/** For the learner to take in what a run tells it; what it does not is told by the next run. */
export const TOLD_MS = 5_000;

/** Files that a search for workflows looks at, and how deep. */
export const WORKFLOW_FILES_SEEN = 20_000;
export const WORKFLOW_FOLDERS_DEEP = 8;

/** Characters of a file that must be read whole to be understood, such as runs of GitHub Actions. */
export const CONVERTED_CHARACTERS = 32_000_000;
