import type { CommitStep } from '../core/ports.ts';

/**
 * The places in the work of a task at which it may be interrupted: its state is being read, before the first record
 * of it and after each range; a range has come; the places within a commit; a commit has ended.
 */
export type TaskStep = 'restoring' | 'fetched' | CommitStep | 'after-end';

/** Asked at every step of every task of a set; the task waits for the answer, and fails where it is an error. */
export type OnStep = (step: TaskStep, partition: number) => void | Promise<void>;
