/** What a log line is about: names to plain values; an error goes under `err`. */
export type LogContext = Readonly<Record<string, unknown>>;

/** Says what happens, for operators. Lines are for people; what is counted belongs to the metrics. */
export interface Logger {
  debug(message: string, context?: LogContext): void;
  info(message: string, context?: LogContext): void;
  warn(message: string, context?: LogContext): void;
  error(message: string, context?: LogContext): void;
  /** A logger that says this context with every line. */
  child(context: LogContext): Logger;
}

const nothing = (): void => undefined;

/** Says nothing. */
export const silentLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  child: () => silentLogger,
};
