extension Schema {
  /// What somebody said of schedules by hand. Times are milliseconds since 1970 in UTC. One for each schedule: a later
  /// one takes the place of the one before. Those that are over say nothing, and are deleted with the next change.
  static let scheduleOverrides = """
    CREATE TABLE schedule_overrides (
      schedule TEXT NOT NULL PRIMARY KEY CHECK (length(schedule) > 0),
      state TEXT NOT NULL CHECK (state IN ('open', 'closed')),
      since INTEGER NOT NULL,
      until INTEGER NOT NULL CHECK (until > since)
    ) STRICT;
    """
}
